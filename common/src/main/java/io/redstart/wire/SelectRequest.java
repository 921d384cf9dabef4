// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import io.redstart.model.LabelMatcher;
import io.redstart.model.MatcherBudget;
import io.redstart.model.Metric;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Requests the rows of label sets from a shard, a page at a time. The caller requests the next page
 * when the last one has arrived, so its pace bounds the data in flight.
 *
 * <pre>
 *   after a {@link SelectHead}:
 *   from      varint
 *   through   varint
 *   metrics   varint: bit 2^n for the metric of ordinal n
 *   parts     1 byte
 *   cursor    varint
 *   maxBytes  varint
 *   matchers  varint count, each: name string, op 1 byte, value string
 * </pre>
 *
 * @param metrics the metrics whose label sets are selected, at least one
 * @param matchers conditions on the labels of a label set, which do not include {@code __name__}
 * @param fromMillis the request covers windows with a later stamp: epoch milliseconds
 * @param throughMillis the last window of the request; must be sealed
 * @param parts the parts of each label set to return
 * @param cursor 0 for the first page, then {@link SelectReply#nextCursor}
 * @param maxBytes a page ends with the label set that reaches this size
 */
public record SelectRequest(
    Set<Metric> metrics,
    List<LabelMatcher> matchers,
    long fromMillis,
    long throughMillis,
    Parts parts,
    long cursor,
    int maxBytes) {
  /** The parts of each label set to return. */
  public enum Parts {
    /** Labels with their first and last window; no rows. */
    LABELS,
    /** Calls and sums; rows without cells. */
    CALLS,
    /** Calls, sums and cells. */
    CELLS,
    /** Only the exemplars, of rows that have any; no base. */
    EXEMPLARS
  }

  /** Copies the collections. */
  public SelectRequest {
    if (metrics.isEmpty()) {
      throw new IllegalArgumentException("no metric is requested");
    }
    metrics = Collections.unmodifiableSet(EnumSet.copyOf(metrics));
    matchers = List.copyOf(matchers);
  }

  /** Returns the same request for a later page. */
  public SelectRequest withCursor(long next) {
    return new SelectRequest(metrics, matchers, fromMillis, throughMillis, parts, next, maxBytes);
  }

  /** Creates the matcher of a request, or finds an existing one. */
  public interface MatcherFactory {
    /** Returns a matcher; see {@link LabelMatcher#of}. */
    LabelMatcher matcher(String name, LabelMatcher.Op op, String value);
  }

  /** Writes the request's bytes. */
  void writeTo(WireWriter out) {
    out.writeVarint(fromMillis)
        .writeVarint(throughMillis)
        .writeVarint(mask(metrics))
        .writeByte(parts.ordinal())
        .writeVarint(cursor)
        .writeVarint(maxBytes)
        .writeVarint(matchers.size());
    for (LabelMatcher matcher : matchers) {
      out.writeString(matcher.name())
          .writeByte(matcher.op().ordinal())
          .writeString(matcher.value());
    }
  }

  /**
   * Reads a request.
   *
   * @throws MalformedFrameException if the bytes are malformed
   * @throws IllegalArgumentException if a regular expression is invalid or exceeds a limit
   */
  public static SelectRequest from(WireReader in, MatcherFactory matchersByText) {
    long from = in.readVarint();
    long through = in.readVarint();
    Set<Metric> metrics = metrics(in);
    int parts = in.readCount(Parts.values().length - 1);
    long cursor = in.readVarint();
    int maxBytes = in.readCount(Integer.MAX_VALUE);
    int count = in.readCount(MatcherBudget.MATCHERS_MAX);
    List<LabelMatcher> matchers = new ArrayList<>(count);
    MatcherBudget budget = new MatcherBudget();
    for (int i = 0; i < count; i++) {
      String name = in.readString();
      LabelMatcher.Op op =
          LabelMatcher.Op.values()[in.readCount(LabelMatcher.Op.values().length - 1)];
      LabelMatcher matcher = matchersByText.matcher(name, op, in.readString());
      budget.add(matcher);
      matchers.add(matcher);
    }
    return new SelectRequest(
        metrics, matchers, from, through, Parts.values()[parts], cursor, maxBytes);
  }

  private static long mask(Set<Metric> metrics) {
    long mask = 0;
    for (Metric metric : metrics) {
      mask |= 1L << metric.ordinal();
    }
    return mask;
  }

  /** Reads the metrics that this version knows and ignores others, for which it has no data. */
  private static Set<Metric> metrics(WireReader in) {
    long mask = in.readVarint();
    Set<Metric> metrics = EnumSet.noneOf(Metric.class);
    for (Metric metric : Metric.values()) {
      if ((mask & 1L << metric.ordinal()) != 0) {
        metrics.add(metric);
      }
    }
    if (metrics.isEmpty()) {
      throw new MalformedFrameException("metrics " + mask + " are unknown");
    }
    return metrics;
  }
}
