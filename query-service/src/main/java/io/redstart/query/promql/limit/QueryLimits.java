// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.limit;

import io.redstart.limit.Cancellation;
import io.redstart.limit.CancelledException;
import io.redstart.limit.MemoryBudget;
import io.redstart.limit.Processors;
import java.util.Comparator;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/**
 * Limits the time, samples and heap of one query. It accompanies the query from its text to the
 * last byte of its answer, through engine and source:
 *
 * <ul>
 *   <li>every loop over series, samples, cells, label sets or tokens calls {@link #check}, and so
 *       does every sort;
 *   <li>code that makes or reads samples counts them, once, with {@link #addSamples};
 *   <li>code that keeps something that grows with the data calls {@link #hold} with its size, by
 *       the estimates of {@link Footprint}, before or soon after it allocates.
 * </ul>
 *
 * <p>Memory that becomes garbage only at the end is not released piece by piece: {@link #close}
 * releases everything. One thread at a time. Tests extend it to count checks, and to leave no memory.
 */
public class QueryLimits implements AutoCloseable {
  /** How much a query reserves at once, so that it rarely touches the shared budget. */
  static final long STEP_BYTES = 64 << 10;

  /** A query returns its reserve to the budget when it is larger than this. */
  private static final long SURPLUS_MAX_BYTES = 16 * STEP_BYTES;

  /** How many turns of a tight loop pass between two checks; a power of 2. */
  private static final int TURNS = 1024;

  private final Cancellation cancellation;
  private final long samplesMax;
  private final MemoryBudget.Lease memory;
  private final Processors.Place place;
  private long samples;
  private long samplesPeak;
  private long heldBytes;
  private boolean isOutOfMemory;

  /**
   * Makes the limits of a query that begins.
   *
   * @param samplesMax how many samples it may hold at once
   * @param memory the lease for the bytes that it holds; closed by {@link #close}
   * @param place its right to compute
   */
  public QueryLimits(
      Cancellation cancellation,
      long samplesMax,
      MemoryBudget.Lease memory,
      Processors.Place place) {
    this.cancellation = cancellation;
    this.samplesMax = samplesMax;
    this.memory = memory;
    this.place = place;
  }

  /** Returns limits that are never reached. */
  public static QueryLimits unlimited() {
    MemoryBudget memory = new MemoryBudget("unlimited", Long.MAX_VALUE);
    return of(Long.MAX_VALUE, memory.lease());
  }

  /** Returns limits of samples and memory only. */
  public static QueryLimits of(long samplesMax, MemoryBudget.Lease memory) {
    Processors.Place place = new Processors(Integer.MAX_VALUE, () -> 0).place();
    return new QueryLimits(new Cancellation(), samplesMax, memory, place);
  }

  /** Returns the cancellation of the query, for code that waits instead of computing. */
  public final Cancellation cancellation() {
    return cancellation;
  }

  /**
   * Returns if the query should go on.
   *
   * @throws CancelledException if the query was cancelled
   */
  public void check() {
    cancellation.check();
    place.share();
  }

  /** Waits until the query may compute. */
  public final void startComputing() {
    place.take();
  }

  /** Lets other queries compute: this one waits for something, or its task has ended. */
  public final void stopComputing() {
    place.leave();
  }

  /**
   * Lets other queries compute until something has arrived for which this one begins to wait now. A
   * simulation, which has no other threads, overrides it and makes it arrive.
   */
  public void stopComputingUntil(BooleanSupplier arrived) {
    stopComputing();
  }

  /** Checks on some turns only, for tight loops that count their turns from 0. */
  public final void check(int turn) {
    if ((turn & TURNS - 1) == 0) {
      check();
    }
  }

  /** Returns an order that checks at every comparison, so that cancelling ends a sort too. */
  public final <T> Comparator<T> checking(Comparator<? super T> order) {
    return (left, right) -> {
      check();
      return order.compare(left, right);
    };
  }

  /**
   * Counts samples that are kept.
   *
   * @throws PromqlException if there are too many
   */
  public final void addSamples(long more) {
    samples += more;
    samplesPeak = Math.max(samplesPeak, samples);
    if (samples > samplesMax) {
      throw new PromqlException(
          PromqlException.Kind.EXECUTION,
          "query processing would load too many samples into memory in query execution: more than "
              + samplesMax
              + " (query.max_samples)");
    }
  }

  /** Subtracts samples that are no longer kept. */
  public final void removeSamples(long fewer) {
    samples -= fewer;
  }

  /** Returns how many samples were kept at once at most. */
  public final long samplesPeak() {
    return samplesPeak;
  }

  /** Returns how long ago the query arrived, in nanoseconds. */
  public final long ageNanos() {
    return place.ageNanos();
  }

  /** Returns how many samples are kept. */
  public final long samples() {
    return samples;
  }

  /**
   * Reserves memory.
   *
   * @throws PromqlException if not enough is left for queries
   */
  public final void hold(long bytes) {
    heldBytes += bytes;
    long missing = heldBytes - memory.heldBytes();
    if (missing > 0 && !memory.tryGrow(Math.max(missing, STEP_BYTES)) && !memory.tryGrow(missing)) {
      heldBytes -= bytes;
      isOutOfMemory = true;
      throw new PromqlException(PromqlException.Kind.EXECUTION, outOfMemory(bytes));
    }
  }

  private String outOfMemory(long bytes) {
    MemoryBudget budget = memory.budget();
    return String.format(
        Locale.ROOT,
        "query needs %s of memory beyond the %s that it holds, but it may hold %s, and all %s"
            + " together may hold %s and hold %s: ask for less time, fewer series or larger steps, or"
            + " give the process more heap (-Xmx) or queries more of it (memory.queries)",
        megabytes(bytes),
        megabytes(memory.heldBytes()),
        megabytes(memory.maxBytes()),
        budget.name(),
        megabytes(budget.maxBytes()),
        megabytes(budget.usedBytes()));
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20));
  }

  /** Releases memory whose content is garbage now. */
  public final void release(long bytes) {
    heldBytes -= bytes;
    long surplus = memory.heldBytes() - heldBytes;
    if (surplus > SURPLUS_MAX_BYTES) {
      memory.shrink(surplus);
    }
  }

  /** Returns how many bytes are held. */
  public final long heldBytes() {
    return heldBytes;
  }

  /** Returns how many bytes it may hold, if other queries leave them. */
  public long heldMaxBytes() {
    return memory.maxBytes();
  }

  /** Returns whether the query failed because memory ran out. */
  public final boolean isOutOfMemory() {
    return isOutOfMemory;
  }

  /** Releases everything, because the query begins again. */
  public final void restart() {
    samples = 0;
    release(heldBytes);
  }

  /** Releases everything; nothing can be held afterwards. */
  @Override
  public final void close() {
    memory.close();
  }
}
