// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.simulation;

import io.redstart.ingest.shard.SubmissionOutcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps every request, and the answer that its sender received. At the end it compares them with the
 * counts of the stores: an accepted request is counted exactly once, a refused one never.
 *
 * <p>All spans of a request have the same duration, and no other request has it. So the cell of a
 * count says which request was counted.
 */
final class Books {
  /** A request, and what its sender knows about it. */
  static final class Request {
    final int cell;
    /** The number of spans of each label set. */
    private final int[] spans = new int[Ingest.LABEL_SETS];

    private boolean isSent;
    private long sentMillis;
    private long answeredMillis;
    private @Nullable SubmissionOutcome outcome;

    private Request(int cell) {
      this.cell = cell;
    }

    void add(int labelSet) {
      spans[labelSet]++;
    }

    int of(int labelSet) {
      return spans[labelSet];
    }

    void sent(long atMillis) {
      isSent = true;
      sentMillis = atMillis;
    }

    void answered(SubmissionOutcome told, long atMillis) {
      outcome = told;
      answeredMillis = atMillis;
    }

    boolean isAccepted() {
      return outcome instanceof SubmissionOutcome.Accepted;
    }

    private boolean isRefused() {
      return outcome instanceof SubmissionOutcome.Refused;
    }

    private int total() {
      return Arrays.stream(spans).sum();
    }
  }

  /** The calls that stores have counted, by label set and cell. */
  static final class Counts {
    private final Map<Integer, Map<Integer, Long>> bySet = new TreeMap<>();

    void add(int labelSet, int cell, long calls) {
      bySet.computeIfAbsent(labelSet, none -> new TreeMap<>()).merge(cell, calls, Long::sum);
    }

    long of(int labelSet, int cell) {
      return bySet.getOrDefault(labelSet, Map.of()).getOrDefault(cell, 0L);
    }

    long of(int labelSet) {
      return bySet.getOrDefault(labelSet, Map.of()).values().stream()
          .mapToLong(Long::longValue)
          .sum();
    }

    private long all() {
      return bySet.keySet().stream().mapToLong(this::of).sum();
    }
  }

  private final Cluster cluster;
  private final List<Request> requests = new ArrayList<>();

  Books(Cluster cluster) {
    this.cluster = cluster;
  }

  Request request() {
    Request request = new Request(requests.size() + 1);
    requests.add(request);
    return request;
  }

  int requests() {
    return requests.size();
  }

  /** Returns the number of requests with a kind of outcome. */
  long answers(Class<? extends SubmissionOutcome> kind) {
    return requests.stream().filter(one -> kind.isInstance(one.outcome)).count();
  }

  /** Returns the most calls of a label set that can have been counted by now. */
  long most(int labelSet) {
    long most = 0;
    for (Request request : requests) {
      most += request.isSent && !request.isRefused() ? request.of(labelSet) : 0;
    }
    return most;
  }

  /** Returns the calls of a label set in the requests that were accepted up to a time. */
  long least(int labelSet, long answeredThroughMillis) {
    long least = 0;
    for (Request request : requests) {
      boolean isCounted = request.isAccepted() && request.answeredMillis <= answeredThroughMillis;
      least += isCounted ? request.of(labelSet) : 0;
    }
    return least;
  }

  /** Compares the counts of all stores with the answers that senders received. */
  void compare(Counts counts) {
    long expected = 0;
    for (Request request : requests) {
      expected += compare(request, counts);
    }
    if (expected != counts.all()) {
      cluster.problem("the stores hold " + counts.all() + " spans, of requests " + expected);
    }
  }

  private long compare(Request request, Counts counts) {
    long counted = 0;
    boolean twice = false;
    for (int set = 0; set < Ingest.LABEL_SETS; set++) {
      long calls = counts.of(set, request.cell);
      counted += calls;
      twice |= calls > request.of(set);
    }
    int sent = request.isSent ? request.total() : 0;
    if (twice || !allows(request.outcome, sent, counted)) {
      cluster.problem("request " + request.cell + " of " + sent + " spans, sent at "
          + request.sentMillis + " ms, counted " + counted + (twice ? ", some twice" : "")
          + ", told at " + request.answeredMillis + " ms: " + request.outcome);
    }
    return counted;
  }

  private static boolean allows(@Nullable SubmissionOutcome outcome, int sent, long counted) {
    if (outcome instanceof SubmissionOutcome.Accepted) {
      return counted == sent;
    } else if (outcome instanceof SubmissionOutcome.Refused) {
      return counted == 0;
    } else if (outcome instanceof SubmissionOutcome.Partial partial) {
      return counted >= sent - partial.rejectedSpans() && partial.rejectedSpans() >= 1;
    }
    return true;
  }
}
