// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import io.redstart.limit.MemoryBudget;
import io.redstart.model.Exemplars;
import io.redstart.model.Increment;
import io.redstart.model.Metric;
import io.redstart.model.Weight;
import io.redstart.wire.ExemplarsCodec;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The folded observations of one request, or of one message of a channel: one entry with the counts
 * of each label set.
 *
 * <pre>
 *   table     [ –, 2, –, –, 1, –, 3, – ]      entry + 1 by the label set's place, 0 is free
 *   entries   0 {checkout, POST /cart, …}     12 spans, an increment
 *             1 {checkout, GET /cart, …}       3 spans, an increment
 *             2 {payment, charge, …}           3 spans, an increment
 * </pre>
 *
 * <p>A fold is cleared and used again. It keeps its arrays and increments, so that recording
 * allocates nothing once they have grown. Label sets are compared by reference. One thread at a
 * time.
 */
public final class Fold {
  /** A larger fold releases everything when it is cleared. */
  static final int RETAINED_MAX_BYTES = 16 << 20;

  /** … and so does one that exceeds this share of the budget, because there are many folds. */
  private static final int RETAINED_DIVISOR = 64;

  private static final int INCREMENT_BYTES = 48;
  /** The size of the arrays for each entry of their capacity; the table has two places for each. */
  private static final int ARRAYS_ENTRY_BYTES = 2 * Integer.BYTES + 5 * Integer.BYTES + Long.BYTES;
  /** The budget is charged in steps of this size. */
  private static final long STEP_BYTES = 64 << 10;

  private static final int CAPACITY_MIN = 64;

  // A spelled out entry of BatchWriter: name 1, metric 1, hash 8, two lengths of up to 5 bytes; in
  // it calls 10, the sum 10 + 10, the number of cells 2 (IncrementCodec).
  private static final int ENTRY_MAX_BYTES = 1 + 1 + 8 + 5 + 5 + 10 + 20 + 2;
  private static final int CELL_INDEX_MAX_BYTES = 2;
  private static final int FRACTION_MAX_BYTES = 10;
  private static final long FRACTION_MASK = Weight.ONE - 1;

  private final MemoryBudget budget;
  private final long retainedMaxBytes;

  private int[] table = new int[CAPACITY_MIN * 2];
  private LabelSet[] labelSets = new LabelSet[CAPACITY_MIN];
  private Increment[] increments = new Increment[CAPACITY_MIN];
  private @Nullable Exemplars[] exemplars = new Exemplars[CAPACITY_MIN];
  private int[] spansOf = new int[CAPACITY_MIN];
  private int[] sizeOfBytes = new int[CAPACITY_MIN];

  /** By entry: all its counts combined by OR, which shows whether any of them has a fraction. */
  private long[] countBits = new long[CAPACITY_MIN];

  private int size;
  private int spans;
  private int sizeBytesMax;

  /** The size of all increments and exemplars, including spare ones that no entry uses now. */
  private long countsBytes;

  private long labelSetsBytes;
  private long accountedBytes;

  /**
   * Makes an empty fold.
   *
   * @param budget accounts for its memory when {@link #account} is called
   */
  public Fold(MemoryBudget budget) {
    this.budget = budget;
    this.retainedMaxBytes = Math.min(RETAINED_MAX_BYTES, budget.maxBytes() / RETAINED_DIVISOR);
  }

  /**
   * Adds one observation.
   *
   * @param cell the cell of its duration
   * @param weight how many spans it stands for, in units of {@link Weight}
   * @param weightedNanos its duration times its weight
   * @return the entry
   */
  public int record(LabelSet set, int cell, long weight, long weightedNanos) {
    int entry = entryOf(set);
    Increment increment = increments[entry];
    int before = increment.arraysSizeBytes();
    increment.record(cell, weight, weightedNanos);
    countsBytes += increment.arraysSizeBytes() - before;
    observed(set, entry, weight);
    return entry;
  }

  /**
   * Adds one observation that has no duration.
   *
   * @param weight how many it stands for, in units of {@link Weight}
   * @return the entry
   */
  public int count(LabelSet set, long weight) {
    int entry = entryOf(set);
    increments[entry].addCalls(weight);
    observed(set, entry, weight);
    return entry;
  }

  /**
   * Returns the exemplars of an entry, to offer one to; {@link #offered} must follow.
   *
   * @param places how many the entry keeps, the same at every call
   */
  Exemplars exemplars(int entry, int places) {
    Exemplars kept = exemplars[entry];
    if (kept == null) {
      kept = new Exemplars(places);
      exemplars[entry] = kept;
      countsBytes += kept.sizeBytes();
    }
    return kept;
  }

  /** Updates the size of an entry after an exemplar was offered to it. */
  void offered(int entry) {
    added(entry, 0);
  }

  private void observed(LabelSet set, int entry, long weight) {
    if (set.metric() != Metric.RESOURCES) {
      spansOf[entry]++;
    }
    if (set.metric() == Metric.SPANS || set.metric() == Metric.CALLS) {
      spans++;
    }
    added(entry, weight);
  }

  /** Adds an entry of another fold. The spans add to the entry's number, but not to the fold's. */
  public void add(LabelSet set, Increment increment, int spans) {
    int entry = entryOf(set);
    Increment sum = increments[entry];
    int before = sum.arraysSizeBytes();
    sum.add(increment);
    countsBytes += sum.arraysSizeBytes() - before;
    long bits = increment.calls();
    for (int i = 0; i < increment.cellCount(); i++) {
      bits |= increment.count(i);
    }
    spansOf[entry] += spans;
    added(entry, bits);
  }

  /** Adds an entry of another fold, including its exemplars. */
  public void add(Fold other, int entry) {
    Exemplars more = other.exemplars[entry];
    if (more != null) {
      exemplars(entryOf(other.labelSets[entry]), more.places()).addAll(more);
    }
    add(other.labelSets[entry], other.increments[entry], other.spansOf[entry]);
  }

  private void added(int entry, long bits) {
    countBits[entry] |= bits;
    int entrySizeBytes = boundSizeBytes(entry);
    sizeBytesMax += entrySizeBytes - sizeOfBytes[entry];
    sizeOfBytes[entry] = entrySizeBytes;
  }

  /**
   * Bounds the size of an entry in a message. No count of an entry exceeds its calls, so none needs
   * more bytes, unless it has a fraction.
   */
  private int boundSizeBytes(int entry) {
    Increment increment = increments[entry];
    int countMaxBytes = (countBits[entry] & FRACTION_MASK) == 0
        ? varintBytes(increment.calls() >>> Long.numberOfTrailingZeros(Weight.ONE))
        : FRACTION_MAX_BYTES;
    return ENTRY_MAX_BYTES
        + labelSets[entry].sizeBytes()
        + increment.cellCount() * (CELL_INDEX_MAX_BYTES + countMaxBytes)
        + exemplarsMaxBytes(exemplars[entry]);
  }

  private static int exemplarsMaxBytes(@Nullable Exemplars kept) {
    return kept == null || kept.size() == 0 ? 0 : ExemplarsCodec.maxBytes(kept.size());
  }

  private static int varintBytes(long value) {
    return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
  }

  private int entryOf(LabelSet set) {
    int mask = table.length - 1;
    int at = set.place() & mask;
    while (table[at] != 0) {
      int entry = table[at] - 1;
      if (labelSets[entry] == set) {
        return entry;
      }
      at = (at + 1) & mask;
    }
    return newEntry(set, at);
  }

  private int newEntry(LabelSet set, int freeAt) {
    int entry = size;
    if (entry == labelSets.length) {
      grow();
      freeAt = findFree(set);
    }
    table[freeAt] = entry + 1;
    labelSets[entry] = set;
    if (increments[entry] == null) {
      increments[entry] = new Increment();
      countsBytes += INCREMENT_BYTES;
    }
    labelSetsBytes += set.heapBytes();
    size++;
    return entry;
  }

  private void grow() {
    int capacity = labelSets.length * 2;
    labelSets = Arrays.copyOf(labelSets, capacity);
    increments = Arrays.copyOf(increments, capacity);
    exemplars = Arrays.copyOf(exemplars, capacity);
    spansOf = Arrays.copyOf(spansOf, capacity);
    sizeOfBytes = Arrays.copyOf(sizeOfBytes, capacity);
    countBits = Arrays.copyOf(countBits, capacity);
    table = new int[capacity * 2];
    for (int entry = 0; entry < size; entry++) {
      table[findFree(labelSets[entry])] = entry + 1;
    }
  }

  private int findFree(LabelSet set) {
    int mask = table.length - 1;
    int at = set.place() & mask;
    while (table[at] != 0) {
      at = (at + 1) & mask;
    }
    return at;
  }

  /** Returns how many places of the table are visited to find every entry once. */
  long probes() {
    int mask = table.length - 1;
    long probes = 0;
    for (int at = 0; at < table.length; at++) {
      if (table[at] != 0) {
        probes += 1 + ((at - labelSets[table[at] - 1].place()) & mask);
      }
    }
    return probes;
  }

  /** Returns how many entries there are. */
  public int size() {
    return size;
  }

  /** Returns the label set of an entry. */
  public LabelSet labelSet(int entry) {
    return labelSets[entry];
  }

  /** Returns the increment of an entry, valid until the fold is cleared. */
  public Increment increment(int entry) {
    return increments[entry];
  }

  /** Returns the exemplars of an entry, valid until the fold is cleared; null if it has none. */
  public @Nullable Exemplars exemplars(int entry) {
    return exemplars[entry];
  }

  /** Returns how many spans, durations or events an entry counts, depending on its metric. */
  public int spans(int entry) {
    return spansOf[entry];
  }

  /** Returns how many spans were recorded, each once. */
  public int spans() {
    return spans;
  }

  /** Returns an upper bound for the size of all entries in a message. */
  public int sizeBytesMax() {
    return sizeBytesMax;
  }

  /** Returns an upper bound for the size of an entry in a message. */
  public int sizeBytesMax(int entry) {
    return sizeOfBytes[entry];
  }

  /**
   * Returns the approximate heap size in bytes, including spare capacity and label sets, which
   * other objects can share.
   */
  public long heapBytes() {
    return (long) labelSets.length * ARRAYS_ENTRY_BYTES + countsBytes + labelSetsBytes;
  }

  /**
   * Charges the budget for the growth. Returns false, and charges nothing, if the budget is full.
   */
  public boolean tryAccount() {
    long moreBytes = heapBytes() - accountedBytes;
    if (moreBytes <= 0) {
      return true;
    }
    long stepBytes = Math.max(moreBytes, STEP_BYTES);
    if (!budget.tryTake(stepBytes)) {
      return false;
    }
    accountedBytes += stepBytes;
    return true;
  }

  /**
   * Fails because the budget is full. Twice the size is needed: the fold is copied into batches.
   */
  void fail() {
    throw budget.full(2 * heapBytes());
  }

  /** Charges the budget for the growth, or gives back to it what the fold has shrunk by. */
  public void account() {
    long moreBytes = heapBytes() - accountedBytes;
    budget.take(moreBytes);
    accountedBytes += moreBytes;
  }

  /** Gives its memory back; the fold must not be used any more. */
  public void release() {
    budget.giveBack(accountedBytes);
    accountedBytes = 0;
  }

  /** Forgets all entries. Keeps their memory for new ones, unless it is too large. */
  public void clear() {
    if (heapBytes() - labelSetsBytes > retainedMaxBytes) {
      allocate(CAPACITY_MIN);
    } else {
      clearEntries();
    }
    size = 0;
    spans = 0;
    sizeBytesMax = 0;
    labelSetsBytes = 0;
  }

  private void allocate(int capacity) {
    table = new int[capacity * 2];
    labelSets = new LabelSet[capacity];
    increments = new Increment[capacity];
    exemplars = new Exemplars[capacity];
    spansOf = new int[capacity];
    sizeOfBytes = new int[capacity];
    countBits = new long[capacity];
    countsBytes = 0;
  }

  private void clearEntries() {
    for (int entry = 0; entry < size; entry++) {
      increments[entry].clear();
      Exemplars kept = exemplars[entry];
      if (kept != null) {
        kept.clear();
      }
    }
    Arrays.fill(labelSets, 0, size, null);
    Arrays.fill(spansOf, 0, size, 0);
    Arrays.fill(sizeOfBytes, 0, size, 0);
    Arrays.fill(countBits, 0, size, 0);
    Arrays.fill(table, 0);
  }
}
