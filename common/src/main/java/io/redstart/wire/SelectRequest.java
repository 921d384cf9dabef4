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
 * Asks a shard for the rows of label sets, a page at a time: the next page is asked for when the
 * last one has arrived, so the asker's pace bounds what is under way.
 *
 * <pre>
 *   behind a {@link SelectHead}:
 *   from      varint
 *   through   varint
 *   metrics   varint: bit 2^n for the metric of ordinal n
 *   parts     1 byte
 *   cursor    varint
 *   maxBytes  varint
 *   matchers  varint count, each: name string, op 1 byte, value string
 * </pre>
 *
 * @param metrics what is asked for label sets of, at least one
 * @param matchers conditions on a label set's labels, which have no {@code __name__}
 * @param fromMillis windows with a later stamp are asked for: epoch milliseconds
 * @param throughMillis the last window asked for; must be sealed
 * @param parts what is wanted of each label set
 * @param cursor 0 for the first page, then {@link SelectReply#nextCursor}
 * @param maxBytes after this many bytes a page ends, with the label set that reached it
 */
public record SelectRequest(
    Set<Metric> metrics,
    List<LabelMatcher> matchers,
    long fromMillis,
    long throughMillis,
    Parts parts,
    long cursor,
    int maxBytes) {
  /** What is wanted of each label set. */
  public enum Parts {
    /** Labels and when they lived; no rows. */
    LABELS,
    /** Calls and sums; rows without cells. */
    CALLS,
    /** Calls, sums and cells. */
    CELLS,
    /** Exemplars alone, of the rows that have any; no base. */
    EXEMPLARS
  }

  /** Copies the collections. */
  public SelectRequest {
    if (metrics.isEmpty()) {
      throw new IllegalArgumentException("no metric is asked for");
    }
    metrics = Collections.unmodifiableSet(EnumSet.copyOf(metrics));
    matchers = List.copyOf(matchers);
  }

  /** Returns the same question for a later page. */
  public SelectRequest withCursor(long next) {
    return new SelectRequest(metrics, matchers, fromMillis, throughMillis, parts, next, maxBytes);
  }

  /** Makes the matcher of a request's text, or finds one that was made before. */
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
   * @throws MalformedFrameException if the bytes do not fit
   * @throws IllegalArgumentException if a regular expression is not one or exceeds a limit
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

  /** Reads the metrics that this version knows; of others it has nothing to answer with. */
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
