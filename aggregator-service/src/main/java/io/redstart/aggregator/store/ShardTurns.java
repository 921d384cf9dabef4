// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets the committer wait until other shards have counted what has reached their event loops. The
 * parts of one request reach all shards at about the same time, but the first shard is done while
 * the others still count. Without the wait its item would be synced alone, and the rest of the
 * request would need another sync.
 *
 * <pre>
 *   ingest   ─▶ part for shard 0 ─▶ item ─┐
 *            ─▶ part for shard 1 ─────────┼─▶ item ─┐  turn of shard 1
 *   committer                             └─ waits ─┴─▶ both items in one record
 * </pre>
 *
 * <p>Each of the other shards gets an empty task; when the tasks have run, so has all that was
 * before them on the event loops. An idle event loop answers at once. A busy one holds the
 * committer up for {@value #WAIT_MAX_MICROS} µs at most, and is not asked again before it has
 * answered.
 */
final class ShardTurns {
  /** The longest time that a commit waits for other shards. */
  private static final long WAIT_MAX_MICROS = 1_000;

  static final ShardTurns NONE = new ShardTurns(List.of(), 0);

  private final List<Supplier<@Nullable Context>> loops;
  private final long waitMaxMicros;
  /** By shard: whether it was asked and has not answered yet. */
  private final List<AtomicBoolean> asked;

  /**
   * Creates the turns of shards.
   *
   * @param loops returns the context of each shard's event loop, null while it has none
   */
  ShardTurns(List<Supplier<@Nullable Context>> loops, long waitMaxMicros) {
    this.loops = List.copyOf(loops);
    this.waitMaxMicros = waitMaxMicros;
    this.asked = loops.stream().map(loop -> new AtomicBoolean()).toList();
  }

  static ShardTurns of(List<RowShard> shards) {
    List<Supplier<@Nullable Context>> loops = new ArrayList<>();
    shards.forEach(shard -> loops.add(shard::context));
    return new ShardTurns(loops, WAIT_MAX_MICROS);
  }

  /**
   * Waits for the turn of each shard.
   *
   * @param present the shards that need no turn, by index
   */
  void await(BitSet present) {
    Semaphore turns = new Semaphore(0);
    int expected = 0;
    for (int shard = 0; shard < loops.size(); shard++) {
      if (!present.get(shard) && ask(shard, turns)) {
        expected++;
      }
    }
    try {
      // What is late goes into the next record.
      boolean unused = turns.tryAcquire(expected, waitMaxMicros, TimeUnit.MICROSECONDS);
    } catch (InterruptedException e) {
      // Nobody interrupts the committer on purpose, and an interrupt would close the journal.
    }
  }

  private boolean ask(int shard, Semaphore turns) {
    Context loop = loops.get(shard).get();
    AtomicBoolean isAsked = asked.get(shard);
    if (loop == null || !isAsked.compareAndSet(false, true)) {
      return false;
    }
    try {
      loop.runOnContext(turn -> {
        isAsked.set(false);
        turns.release();
      });
      return true;
    } catch (RejectedExecutionException e) {
      // The event loops have ended before the store: nothing more comes from them.
      return false;
    }
  }
}
