// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.simulation;

import io.redstart.ingest.shard.SubmissionOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A plain list of all requests, with the answer that each sender got. Each request counts in a cell
 * of its own, so that requests can be told apart after they were folded into one message.
 */
final class Books {
  /** What a sender knows. */
  static final class Request {
    final int cell;
    /** How many spans of each label set. */
    final Map<Integer, Integer> spans = new TreeMap<>();

    private boolean isSent;
    private long sentMillis;
    private long answeredMillis;
    private @Nullable SubmissionOutcome outcome;

    private Request(int cell) {
      this.cell = cell;
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
      return spans.values().stream().mapToInt(Integer::intValue).sum();
    }
  }

  /** Counted calls: by label set and cell. */
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

  /** Returns how many requests were answered with a kind of outcome. */
  long answers(Class<? extends SubmissionOutcome> kind) {
    return requests.stream().filter(one -> kind.isInstance(one.outcome)).count();
  }

  /** Returns how many spans of a label set can be counted by now. */
  long most(int labelSet) {
    return requests.stream()
        .filter(one -> one.isSent && !one.isRefused())
        .mapToLong(one -> one.spans.getOrDefault(labelSet, 0))
        .sum();
  }

  /** Returns how many spans of a label set were accepted up to a time. */
  long least(int labelSet, long answeredThroughMillis) {
    return requests.stream()
        .filter(one -> one.isAccepted() && one.answeredMillis <= answeredThroughMillis)
        .mapToLong(one -> one.spans.getOrDefault(labelSet, 0))
        .sum();
  }

  /** Compares the counts of all stores with the answers that senders got. */
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
    for (Map.Entry<Integer, Integer> one : request.spans.entrySet()) {
      long calls = counts.of(one.getKey(), request.cell);
      counted += calls;
      twice |= calls > one.getValue();
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
