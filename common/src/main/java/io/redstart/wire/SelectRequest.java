// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import io.redstart.model.LabelMatcher;
import io.redstart.model.Metric;
import io.redstart.model.StoreId;
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
 *   origin    16 bytes
 *   firstSlot varint
 *   lastSlot  varint
 *   from      varint
 *   tiers     varint count, each: window varint, through varint
 *   metrics   varint: bit 2^n for the metric of ordinal n
 *   parts     1 byte
 *   cursor    varint
 *   maxBytes  varint
 *   matchers  as {@link Matchers} writes them
 * </pre>
 *
 * <p>A {@link Tier} states the length of the windows that the caller wants for a range of time:
 *
 * <pre>
 *   from 10:00:00, tiers (1 min through 12:00:00), (5 s through 12:30:00):
 *     rows of minutes, stamped 10:01:00 … 12:00:00, then rows of 5 s, stamped 12:00:05 … 12:30:00
 * </pre>
 *
 * @param share the rows to select from
 * @param metrics the metrics whose label sets are selected, at least one
 * @param matchers conditions on the labels of a label set, which do not include {@code __name__}
 * @param fromMillis the request covers windows with a later stamp: epoch milliseconds
 * @param tiers the wanted windows in ascending order of time, at least one; the first range begins
 *     at {@code fromMillis}, each other one where the one before it ends
 * @param parts the parts of each label set to return
 * @param cursor 0 for the first page, then {@link SelectReply#nextCursor}
 * @param maxBytes a page ends with the label set that reaches this size
 */
public record SelectRequest(
    Share share,
    Set<Metric> metrics,
    List<LabelMatcher> matchers,
    long fromMillis,
    List<Tier> tiers,
    Parts parts,
    long cursor,
    int maxBytes) {
  /** The limit of tiers in a request. */
  private static final int TIERS_MAX = 64;

  /**
   * The rows of one origin in a range of slots. A row keeps its origin when it is copied to another
   * store, so a plan that names each origin and slot once counts no row twice (docs/rules.md, P3).
   *
   * @param origin the store that counted the rows
   * @param firstSlot the first slot of the label sets, see {@link LabelSets#slot}
   * @param lastSlot the last slot
   */
  public record Share(StoreId origin, int firstSlot, int lastSlot) {
    /** Checks the slots. */
    public Share {
      if (firstSlot < 0 || firstSlot > lastSlot || lastSlot >= LabelSets.SLOTS) {
        throw new IllegalArgumentException("slots " + firstSlot + " … " + lastSlot
            + " are not a range of 0 … " + (LabelSets.SLOTS - 1));
      }
    }

    /** Returns all rows of an origin. */
    public static Share all(StoreId origin) {
      return new Share(origin, 0, LabelSets.SLOTS - 1);
    }

    /** Returns whether a label set's slot is one of the share's. */
    public boolean includes(int slot) {
      return slot >= firstSlot && slot <= lastSlot;
    }
  }

  /**
   * A range of time and the length of its windows.
   *
   * @param windowMillis the length of the windows, a multiple of the store's
   * @param throughMillis the stamp of the last window, its end
   */
  public record Tier(long windowMillis, long throughMillis) {}

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
    if (tiers.isEmpty()) {
      throw new IllegalArgumentException("no range of time is requested");
    }
    matchers = List.copyOf(matchers);
    tiers = List.copyOf(tiers);
  }

  /** Returns the same request for a later page. */
  public SelectRequest withCursor(long next) {
    return new SelectRequest(share, metrics, matchers, fromMillis, tiers, parts, next, maxBytes);
  }

  /** Returns the same request for pages of another size. */
  public SelectRequest withMaxBytes(int bytes) {
    return new SelectRequest(share, metrics, matchers, fromMillis, tiers, parts, cursor, bytes);
  }

  /** Returns the last window of the request, which must be sealed. */
  public long throughMillis() {
    return tiers.get(tiers.size() - 1).throughMillis;
  }

  /**
   * Checks the order of the tiers, and that each begins and ends with one of its windows.
   *
   * @param storeWindowMillis the length of the windows that the store counts into
   * @throws SelectRefusedException if one does not
   */
  public void checkTiers(long storeWindowMillis) {
    long begin = fromMillis;
    for (Tier tier : tiers) {
      long window = tier.windowMillis;
      if (window <= 0 || window % storeWindowMillis != 0) {
        throw new SelectRefusedException("windows of " + window
            + " ms are not multiples of the store's of " + storeWindowMillis + " ms");
      }
      if (tier.throughMillis < begin) {
        throw new SelectRefusedException("the windows of " + window + " ms end at "
            + tier.throughMillis + ", before they begin at " + begin);
      }
      if (begin % window != 0 || tier.throughMillis % window != 0) {
        throw new SelectRefusedException("the range of windows of " + window + " ms, " + begin
            + " through " + tier.throughMillis + ", cuts a window");
      }
      begin = tier.throughMillis;
    }
  }

  /** Creates the matcher of a request, or finds an existing one. */
  public interface MatcherFactory {
    /** Returns a matcher; see {@link LabelMatcher#of}. */
    LabelMatcher matcher(String name, LabelMatcher.Op op, String value);
  }

  /** Writes the request's bytes. */
  void writeTo(WireWriter out) {
    out.writeFixed64(share.origin.high())
        .writeFixed64(share.origin.low())
        .writeVarint(share.firstSlot)
        .writeVarint(share.lastSlot)
        .writeVarint(fromMillis)
        .writeVarint(tiers.size());
    tiers.forEach(tier -> out.writeVarint(tier.windowMillis).writeVarint(tier.throughMillis));
    out.writeVarint(mask(metrics))
        .writeByte(parts.ordinal())
        .writeVarint(cursor)
        .writeVarint(maxBytes);
    Matchers.write(matchers, out);
  }

  /**
   * Reads a request.
   *
   * @throws MalformedFrameException if the bytes are malformed
   * @throws IllegalArgumentException if the slots are not a range, or a regular expression is
   *     invalid or exceeds a limit
   */
  public static SelectRequest from(WireReader in, MatcherFactory matchersByText) {
    Share share = share(in);
    long from = in.readVarint();
    List<Tier> tiers = tiers(in);
    Set<Metric> metrics = metrics(in);
    int parts = in.readCount(Parts.values().length - 1);
    long cursor = in.readVarint();
    int maxBytes = in.readCount(Integer.MAX_VALUE);
    List<LabelMatcher> matchers = Matchers.read(in, matchersByText);
    return new SelectRequest(
        share, metrics, matchers, from, tiers, Parts.values()[parts], cursor, maxBytes);
  }

  private static Share share(WireReader in) {
    StoreId origin = new StoreId(in.readFixed64(), in.readFixed64());
    return new Share(origin, in.readCount(LabelSets.SLOTS - 1), in.readCount(LabelSets.SLOTS - 1));
  }

  private static List<Tier> tiers(WireReader in) {
    int count = in.readCount(TIERS_MAX);
    if (count == 0) {
      throw new MalformedFrameException("a request without tiers, byte " + in.position());
    }
    List<Tier> tiers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      tiers.add(new Tier(in.readVarint(), in.readVarint()));
    }
    return tiers;
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
