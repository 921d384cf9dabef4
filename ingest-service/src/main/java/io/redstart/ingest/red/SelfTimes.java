// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.redstart.ingest.otlp.ByteSlice;
import io.redstart.ingest.otlp.OtlpSpan;
import io.redstart.limit.MemoryBudget;
import io.redstart.model.CellLayout;
import io.redstart.model.Weight;
import java.util.Arrays;

/**
 * Computes the self time of each span of a request: its duration minus the union of its children's
 * intervals, each clipped to the span's own.
 *
 * <pre>
 *   parent   |--------------------|      20
 *   children    |----|                   union within the parent: 3 … 10 and 15 … 20
 *                 |----|      |------
 *   self time                            20 − 7 − 5 = 8
 * </pre>
 *
 * <p>As in the connector (self_time.go), a trace is skipped if its self times are ambiguous: a span
 * id occurs twice, or a parent is missing although the root is present. A span without valid ids is
 * skipped alone.
 *
 * <p>Spans are collected in reusable arrays until the request ends.
 */
final class SelfTimes {
  /** After a request with more spans the arrays are released. */
  private static final int RETAINED_MAX_SPANS = 1 << 14;

  private static final int SMALLEST = 64;

  /** The size of a span in these arrays, and in the temporary ones that compute the self times. */
  private static final int SPAN_BYTES = 7 * Long.BYTES + 1 + Integer.BYTES + 40;

  private final MemoryBudget budget;
  private final Hasher64 hasher;
  private long[] traceHigh = new long[SMALLEST];
  private long[] traceLow = new long[SMALLEST];
  private long[] spanId = new long[SMALLEST];
  private long[] parentId = new long[SMALLEST];
  private long[] start = new long[SMALLEST];
  private long[] nanos = new long[SMALLEST];
  private long[] weight = new long[SMALLEST];
  private boolean[] failed = new boolean[SMALLEST];
  private LabelSet[] sets = new LabelSet[SMALLEST];
  private int size;
  private int passedOver;

  /**
   * Makes an empty collection.
   *
   * @param budget accounts for the collected spans
   * @param seed of the hash, unknown to senders, so that they cannot choose ids that collide
   */
  SelfTimes(MemoryBudget budget, long seed) {
    this.budget = budget;
    budget.take(SMALLEST * SPAN_BYTES);
    this.hasher = Hashing.xxh3_64(seed);
  }

  /** Adds a span. Returns false if there is no memory for it. */
  boolean add(OtlpSpan span, LabelSet set, long durationNanos, long spanWeight) {
    if (!span.hasValidIds()) {
      passedOver++;
      return true;
    }
    ByteSlice trace = span.traceId();
    if (size == start.length) {
      if (!budget.tryTake((long) size * SPAN_BYTES)) {
        return false;
      }
      resize(size * 2);
    }
    traceHigh[size] = trace.longAt(0);
    traceLow[size] = trace.longAt(Long.BYTES);
    spanId[size] = span.spanId().longAt(0);
    parentId[size] = span.parentSpanId().length() == OtlpSpan.SPAN_ID_BYTES
        ? span.parentSpanId().longAt(0)
        : 0;
    start[size] = span.startEpochNanos();
    nanos[size] = durationNanos;
    weight[size] = spanWeight;
    failed[size] = span.isError();
    sets[size] = set;
    size++;
    return true;
  }

  private void resize(int capacity) {
    traceHigh = Arrays.copyOf(traceHigh, capacity);
    traceLow = Arrays.copyOf(traceLow, capacity);
    spanId = Arrays.copyOf(spanId, capacity);
    parentId = Arrays.copyOf(parentId, capacity);
    start = Arrays.copyOf(start, capacity);
    nanos = Arrays.copyOf(nanos, capacity);
    weight = Arrays.copyOf(weight, capacity);
    failed = Arrays.copyOf(failed, capacity);
    sets = Arrays.copyOf(sets, capacity);
  }

  /** Folds the self times of all collected spans, and forgets the spans. */
  void foldInto(Fold fold, CellLayout layout, SpanExemplars exemplars) {
    Families families = new Families();
    long[] covered = families.coveredNanos();
    for (int i = 0; i < size; i++) {
      if (families.isPassedOver(i)) {
        passedOver++;
      } else {
        long selfNanos = nanos[i] - covered[i];
        int entry = fold.record(
            sets[i], layout.cellOf(selfNanos), weight[i], Weight.times(selfNanos, weight[i]));
        exemplars.offer(entry, traceHigh[i], traceLow[i], spanId[i], selfNanos, failed[i]);
      }
    }
    forget();
  }

  private void forget() {
    Arrays.fill(sets, 0, size, null);
    size = 0;
    if (start.length > RETAINED_MAX_SPANS) {
      budget.giveBack((long) (start.length - SMALLEST) * SPAN_BYTES);
      resize(SMALLEST);
    }
  }

  /** Forgets everything. */
  void clear() {
    forget();
    passedOver = 0;
  }

  /** Returns how many spans were skipped since {@link #clear}. */
  int passedOver() {
    return passedOver;
  }

  /** Finds the parent of each span, and the traces whose self times are ambiguous. */
  private final class Families {
    private final int[] slots = new int[Integer.highestOneBit(Math.max(1, size)) * 4];
    /** By span: the span that represents its trace. */
    private final int[] traces = new int[size];

    private final int[] parents = new int[size];
    private final boolean[] unclear = new boolean[size];
    private final boolean[] rooted = new boolean[size];
    private final boolean[] torn = new boolean[size];

    Families() {
      for (int i = 0; i < size; i++) {
        traces[i] = findOrPut(i, 0);
      }
      Arrays.fill(slots, 0);
      for (int i = 0; i < size; i++) {
        unclear[traces[i]] |= findOrPut(i, spanId[i]) != i || parentId[i] == spanId[i];
      }
      for (int i = 0; i < size; i++) {
        parents[i] = parentId[i] == 0 ? -1 : find(i, parentId[i]);
        rooted[traces[i]] |= parentId[i] == 0;
        torn[traces[i]] |= parentId[i] != 0 && parents[i] < 0;
      }
    }

    boolean isPassedOver(int span) {
      int trace = traces[span];
      return unclear[trace] || (rooted[trace] && torn[trace]);
    }

    /**
     * Returns the first span of the same trace with an id (any id for 0), which can be this span.
     */
    private int findOrPut(int span, long id) {
      int at = slotOf(span, id);
      if (slots[at] == 0) {
        slots[at] = span + 1;
      }
      return slots[at] - 1;
    }

    private int find(int span, long id) {
      return slots[slotOf(span, id)] - 1;
    }

    /** Returns the slot of the span with an id (any id for 0), or the free slot for it. */
    private int slotOf(int span, long id) {
      long hash = hasher.hashLongLongLongToLong(traceHigh[span], traceLow[span], id);
      int at = (int) hash & (slots.length - 1);
      while (slots[at] != 0 && !isSame(slots[at] - 1, span, id)) {
        at = (at + 1) & (slots.length - 1);
      }
      return at;
    }

    private boolean isSame(int other, int span, long id) {
      return traceHigh[other] == traceHigh[span]
          && traceLow[other] == traceLow[span]
          && (id == 0 || spanId[other] == id);
    }

    /**
     * Returns for each span how many of its nanoseconds its children cover. Visits the children in
     * the order of their start.
     */
    long[] coveredNanos() {
      long[] covered = new long[size];
      long[] coveredThrough = Arrays.copyOf(start, size);
      for (int child : byStart()) {
        int parent = parents[child];
        if (parent < 0) {
          continue;
        }
        long begin = Math.max(start[child], coveredThrough[parent]);
        long end = Math.min(endOf(child), endOf(parent));
        if (end > begin) {
          covered[parent] += end - begin;
          coveredThrough[parent] = end;
        }
      }
      return covered;
    }

    /** Returns the end of a span, or the latest time if the sum overflows. */
    private long endOf(int span) {
      long end = start[span] + nanos[span];
      return end < start[span] ? Long.MAX_VALUE : end;
    }

    private int[] byStart() {
      int[] order = new int[size];
      int[] merged = new int[size];
      for (int i = 0; i < size; i++) {
        order[i] = i;
      }
      for (int width = 1; width < size; width *= 2) {
        for (int from = 0; from < size; from += 2 * width) {
          merge(
              order, from, Math.min(from + width, size), Math.min(from + 2 * width, size), merged);
        }
        int[] swapped = order;
        order = merged;
        merged = swapped;
      }
      return order;
    }

    private void merge(int[] order, int from, int middle, int to, int[] merged) {
      int left = from;
      int right = middle;
      for (int i = from; i < to; i++) {
        boolean takeLeft =
            left < middle && (right == to || start[order[left]] <= start[order[right]]);
        merged[i] = takeLeft ? order[left++] : order[right++];
      }
    }
  }
}
