// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.model;

/**
 * A bounded sample of the spans that an {@link Increment} counted, which leads from a number to
 * traces. Each trace appears at most once, with its worst span. While places are free, all traces
 * are kept; after that the worst ones, and some at random:
 *
 * <pre>
 *   5 places, 8 traces:
 *     failed 2 s · failed 1 s · 9 s      the larger half: failed before not failed, then slowest
 *     40 ms · 35 ms                      the rest: the smallest hashes of trace ids
 * </pre>
 *
 * <p>A trace that qualifies for both halves occupies one place; the other stays free. The result
 * depends only on the set of spans that were offered, not on their order or on how they were split
 * and merged.
 *
 * <p>Mutable and reused on the data plane, where it allocates nothing; one thread at a time.
 */
public final class Exemplars {
  /** The largest number of places. */
  public static final int PLACES_MAX = 100;

  /** The default number of places. */
  public static final int PLACES_DEFAULT = 5;

  private static final int FIXED_BYTES = 48;

  /** Offsets of the numbers of one exemplar from its start in the array. */
  private static final int TRACE_HIGH = 0;

  private static final int TRACE_LOW = 1;
  private static final int SPAN_ID = 2;
  /** The duration, with the top bit set if the span failed: unsigned, larger is worse. */
  private static final int BADNESS = 3;

  private static final int HASH = 4;
  private static final int LONGS = 5;

  private final int worstPlaces;
  private final int chancePlaces;
  /** One place more than the sample has: the candidate is behind the others while it is judged. */
  private final long[] longs;

  private int size;
  private boolean isSampled;

  /**
   * Creates an empty sample.
   *
   * @param places 0 … {@value #PLACES_MAX}
   */
  public Exemplars(int places) {
    if (places < 0 || places > PLACES_MAX) {
      throw new IllegalArgumentException("places must be 0 to " + PLACES_MAX + ", not " + places);
    }
    this.chancePlaces = places / 2;
    this.worstPlaces = places - chancePlaces;
    this.longs = new long[(places + 1) * LONGS];
  }

  /** Removes all exemplars. */
  public void clear() {
    size = 0;
    isSampled = false;
  }

  /**
   * Offers a span. A span whose trace id is zero belongs to no trace and is ignored.
   *
   * @param traceHigh the upper 64 bits of its trace id
   * @param traceLow the lower 64 bits of its trace id
   * @param nanos its duration, 0 or more
   * @param hasFailed whether its status is an error
   */
  public void offer(long traceHigh, long traceLow, long spanId, long nanos, boolean hasFailed) {
    if (places() == 0 || (traceHigh | traceLow) == 0) {
      return;
    }
    int candidate = size * LONGS;
    longs[candidate + TRACE_HIGH] = traceHigh;
    longs[candidate + TRACE_LOW] = traceLow;
    longs[candidate + SPAN_ID] = spanId;
    longs[candidate + BADNESS] = hasFailed ? nanos | Long.MIN_VALUE : nanos;
    longs[candidate + HASH] = hash(traceHigh, traceLow);
    if (!isSampled || hasPlace(size)) {
      take();
    }
  }

  /** Adds the candidate as a new trace, or in place of a less bad span of its trace. */
  private void take() {
    int same = indexOfTrace(size);
    if (same == size) {
      size++;
    } else if (compareBadness(size, same) > 0) {
      move(size, same);
    }
    if (isSampled || size > places()) {
      sample();
    }
  }

  /**
   * Offers all exemplars of another sample; if that one is sampled, this one becomes sampled too.
   */
  public void addAll(Exemplars other) {
    for (int i = 0; i < other.size; i++) {
      offer(
          other.traceHigh(i),
          other.traceLow(i),
          other.spanId(i),
          other.nanos(i),
          other.hasFailed(i));
    }
    if (other.isSampled) {
      sample();
    }
  }

  /**
   * Drops the traces that are neither among the worst nor among those with the smallest hashes, and
   * adds no such trace any more. They are kept only while there is room.
   */
  public void sample() {
    isSampled = true;
    // Traces that displace others keep their places, so the order of removal does not matter.
    for (int i = size - 1; i >= 0; i--) {
      if (!hasPlace(i)) {
        move(--size, i);
      }
    }
  }

  private boolean hasPlace(int index) {
    int worse = 0;
    int smaller = 0;
    for (int i = 0; i < size; i++) {
      worse += compareBadness(i, index) > 0 ? 1 : 0;
      smaller += compareHash(i, index) < 0 ? 1 : 0;
    }
    return worse < worstPlaces || smaller < chancePlaces;
  }

  private int indexOfTrace(int index) {
    int i = 0;
    while (compareTrace(i, index) != 0) {
      i++;
    }
    return i;
  }

  private int compareBadness(int one, int other) {
    int badness = compare(one, other, BADNESS);
    int span = badness != 0 ? badness : compare(one, other, SPAN_ID);
    return span != 0 ? span : compareTrace(one, other);
  }

  private int compareHash(int one, int other) {
    int hash = compare(one, other, HASH);
    return hash != 0 ? hash : compareTrace(one, other);
  }

  private int compareTrace(int one, int other) {
    int high = compare(one, other, TRACE_HIGH);
    return high != 0 ? high : compare(one, other, TRACE_LOW);
  }

  private int compare(int one, int other, int number) {
    return Long.compareUnsigned(longs[one * LONGS + number], longs[other * LONGS + number]);
  }

  private void move(int from, int to) {
    System.arraycopy(longs, from * LONGS, longs, to * LONGS, LONGS);
  }

  /** Spreads trace ids, which may not be random, with the constants of SplitMix64. */
  private static long hash(long high, long low) {
    long mixed = mix(high + 0x9e3779b97f4a7c15L);
    return mix(mixed ^ low);
  }

  private static long mix(long value) {
    long mixed = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
    return mixed ^ mixed >>> 31;
  }

  /** Returns the largest number of exemplars that it can hold. */
  public int places() {
    return worstPlaces + chancePlaces;
  }

  /** Returns the number of exemplars, which are in no particular order. */
  public int size() {
    return size;
  }

  /** Returns whether there were more traces than places. */
  public boolean isSampled() {
    return isSampled;
  }

  /** Returns the upper 64 bits of a trace id. */
  public long traceHigh(int index) {
    return longs[index * LONGS + TRACE_HIGH];
  }

  /** Returns the lower 64 bits of a trace id. */
  public long traceLow(int index) {
    return longs[index * LONGS + TRACE_LOW];
  }

  /** Returns a span id. */
  public long spanId(int index) {
    return longs[index * LONGS + SPAN_ID];
  }

  /** Returns a span's duration. */
  public long nanos(int index) {
    return longs[index * LONGS + BADNESS] & Long.MAX_VALUE;
  }

  /** Returns whether a span failed. */
  public boolean hasFailed(int index) {
    return longs[index * LONGS + BADNESS] < 0;
  }

  /** Returns the approximate size on the heap in bytes. */
  public int sizeBytes() {
    return FIXED_BYTES + longs.length * Long.BYTES;
  }
}
