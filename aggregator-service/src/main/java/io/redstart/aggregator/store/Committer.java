// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import io.redstart.aggregator.journal.Journal;
import io.redstart.aggregator.window.WindowClock;
import io.redstart.process.FatalErrors;
import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes the journal (docs/rules.md, C4, D1): it takes all items that queued up
 * during the last sync, appends them as one record, syncs, and then completes their futures. So the
 * busier it is, the more items share a sync; no timer is needed. A batch also waits for those that
 * have reached the other shards ({@link ShardTurns}), because they are often parts of one request.
 * Where batches come in groups, it waits {@value #GROUP_MICROS} µs instead ({@link #linger}).
 *
 * <pre>
 *   shard ──append(item)──▶ queue ─┐        ┌─▶ release lease, complete future
 *   shard ──append(item)──▶ queue ─┴▶ record, sync, mark
 * </pre>
 *
 * <p>While there are no items, it records the stamp of each window before the window begins to be
 * sealed ({@link WindowClock#recorded}).
 *
 * <p>If the disk is full, it records no stamps, so no window is sealed, until there is room.
 *
 * <p>If an append or a sync fails, the outcome of its items is unknown, and that of all later ones:
 * every future fails, and the process must end (C5), even if no item was waiting.
 */
final class Committer implements CommitLog, StoreHost.CommitSteps, AutoCloseable {
  /** A record ends with the item that reaches this size. */
  static final int RECORD_MAX_BYTES = 16 << 20;

  /** How long the batches of a group take to arrive, one after the other. */
  static final long GROUP_MICROS = 2_000;

  /** How often an idle committer looks whether a stamp must be recorded. */
  private static final long IDLE_LOOK_MILLIS = 200;

  private static final int FIRST_BYTES = 1 << 16;
  /** A larger array is released after a commit. */
  private static final int RETAINED_MAX_BYTES = 1 << 20;

  private static final byte[] NOTHING = {};
  private static final int NO_SHARD = -1;

  /** An item, or a task between two records, which has no bytes. */
  @SuppressWarnings("ArrayRecordComponent") // Handed over by the caller, never compared.
  private record Entry(
      int shard,
      byte[] item,
      Runnable released,
      Promise<Void> promise,
      @Nullable Context context,
      long queuedNanos) {}

  private final Journal journal;
  private final WindowClock clock;
  private final ChannelMarks marks;
  private final DiskRoom room;
  private final boolean ticks;
  private final Consumer<Throwable> fatal;
  private final LinkedBlockingQueue<Entry> queue = new LinkedBlockingQueue<>();
  private WireWriter record = new WireWriter(FIRST_BYTES);
  private final BitSet present = new BitSet();
  private final StoreHost.CommitLoop loop;
  /** The items of the record that was appended and is not durable yet, and the tasks with them. */
  private final List<Entry> turn = new ArrayList<>();

  private boolean isAppended;
  private long appendedCommit;
  private long startNanos;
  private long recordedMillis;
  private final AtomicLong syncs = new AtomicLong();
  private final AtomicLong syncNanos = new AtomicLong();
  private final RecentMaximum slowestSyncNanos;
  private volatile boolean closing;
  private volatile ShardTurns turns = ShardTurns.NONE;
  private volatile long lingerNanos;
  private volatile @Nullable RecordFeed feed;
  /** Written by the committer's thread alone, read by any thread. */
  private volatile @Nullable Throwable failure;

  /**
   * Starts committing.
   *
   * @param marks the marks of all channels; the committer keeps them up to date from now on
   * @param ticks whether it records stamps; not in a copy, whose records are those of its primary
   * @param fatal called once when an append or a sync fails; must end the process
   * @param host runs the committer's steps
   */
  Committer(
      Journal journal,
      WindowClock clock,
      ChannelMarks marks,
      DiskRoom room,
      boolean ticks,
      Consumer<Throwable> fatal,
      StoreHost host) {
    this.journal = journal;
    this.clock = clock;
    this.marks = marks;
    this.room = room;
    this.ticks = ticks;
    this.fatal = fatal;
    this.slowestSyncNanos = new RecentMaximum(clock.nanos());
    this.loop = host.commits(this);
  }

  @Override
  public boolean isDurable() {
    return true;
  }

  /** Lets the batches of one shard wait for those that other shards are about to append. */
  void gather(ShardTurns ofShards) {
    turns = ofShards;
  }

  /**
   * Lets each first batch wait, so that a group that arrives at one moment shares a sync.
   *
   * @param nanos how long; 0 where each batch comes at its own time
   */
  void linger(long nanos) {
    lingerNanos = nanos;
  }

  /** Lets a follower receive each record, and commits wait for it. */
  void feed(RecordFeed ofStore) {
    feed = ofStore;
  }

  @Override
  public Future<Void> append(byte[] item, Runnable released) {
    return appendBatch(NO_SHARD, item, released);
  }

  @Override
  public Future<Void> appendBatch(int shard, byte[] item, Runnable released) {
    Promise<Void> promise = Promise.promise();
    queue(new Entry(shard, item, released, promise, Vertx.currentContext(), clock.nanos()));
    return promise.future();
  }

  private void queue(Entry entry) {
    queue.add(entry);
    loop.queued();
  }

  /**
   * Runs a task on the committer's thread between two records. Blocks until it is done.
   *
   * @throws java.util.concurrent.CompletionException if it fails, or the journal does
   */
  <T> T between(Supplier<T> task) {
    return loop.await(submit(task));
  }

  /**
   * Runs a task on the committer's thread between two records.
   *
   * @return completes on that thread; fails if the task does, or the journal
   */
  <T> CompletableFuture<T> submit(Supplier<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Promise<Void> committed = Promise.promise();
    committed.future().onFailure(result::completeExceptionally);
    queue(new Entry(NO_SHARD, NOTHING, () -> run(task, result), committed, null, clock.nanos()));
    return result;
  }

  private static <T> void run(Supplier<T> task, CompletableFuture<T> result) {
    try {
      result.complete(task.get());
    } catch (RuntimeException e) {
      result.completeExceptionally(e);
    }
  }

  @Override
  public boolean isDone() {
    return closing && queue.isEmpty();
  }

  @Override
  public void await() throws InterruptedException {
    Entry first = queue.poll(IDLE_LOOK_MILLIS, TimeUnit.MILLISECONDS);
    if (first != null) {
      turn.add(first);
      if (first.shard != NO_SHARD) {
        LockSupport.parkNanos(lingerNanos);
      }
    }
  }

  @Override
  public boolean append() {
    try {
      take();
      isAppended = appendRecord();
    } catch (Throwable e) {
      failed(e);
    }
    return isAppended;
  }

  @Override
  public void sync() {
    try {
      if (isAppended) {
        isAppended = false;
        syncRecord();
      }
      turn.forEach(Committer::complete);
      turn.clear();
    } catch (Throwable e) {
      failed(e);
    }
  }

  private void failed(Throwable cause) {
    List<Entry> entries = List.copyOf(turn);
    turn.clear();
    fail(entries, cause);
    FatalErrors.check(cause);
  }

  private void take() {
    Entry first = turn.isEmpty() ? queue.poll() : turn.remove(0);
    if (first == null) {
      return;
    }
    turn.add(first);
    if (first.shard != NO_SHARD && lingerNanos == 0) {
      gather(first);
    }
    long sizeBytes = first.item.length;
    while (sizeBytes < RECORD_MAX_BYTES && first.item.length > 0) {
      Entry next = queue.peek();
      if (next == null || next.item.length == 0) {
        break;
      }
      turn.add(queue.remove());
      sizeBytes += next.item.length;
    }
  }

  private void gather(Entry first) {
    present.clear();
    present.set(first.shard);
    for (Entry queued : queue) {
      if (queued.shard != NO_SHARD) {
        present.set(queued.shard);
      }
    }
    turns.await(present);
  }

  /** Returns whether a record was appended. */
  private boolean appendRecord() throws IOException {
    Throwable broken = failure;
    if (broken != null) {
      throw new IOException("an earlier write to the journal failed", broken);
    }
    record.clear();
    for (Entry entry : turn) {
      if (entry.item.length > 0) {
        record.writeBytes(entry.item, 0, entry.item.length);
      }
    }
    room.look();
    long stampMillis = clock.stampMillis();
    boolean wanted = record.size() > 0 || !room.isFull();
    if (ticks && wanted && stampMillis > recordedMillis) {
      byte[] tick = JournalItem.tick(stampMillis);
      record.writeBytes(tick, 0, tick.length);
      recordedMillis = stampMillis;
    }
    if (record.size() == 0) {
      return false;
    }
    startNanos = clock.nanos();
    appendedCommit = journal.append(record.array(), 0, record.size(), recordedMillis);
    RecordFeed toFollower = feed;
    if (toFollower != null) {
      toFollower.appended(appendedCommit);
    }
    return true;
  }

  private void syncRecord() throws IOException {
    journal.sync();
    note(clock.nanos() - startNanos);
    clock.recorded(recordedMillis);
    RecordFeed toFollower = feed;
    if (toFollower != null) {
      toFollower.await(appendedCommit, turn.isEmpty() ? startNanos : turn.get(0).queuedNanos);
    }
    for (Entry entry : turn) {
      if (entry.item.length > 0) {
        JournalItem.readMarks(new WireReader(entry.item, 0, entry.item.length), marks);
      }
    }
  }

  private void note(long nanos) {
    syncs.incrementAndGet();
    syncNanos.addAndGet(nanos);
    slowestSyncNanos.add(nanos, clock.nanos());
    if (record.array().length > RETAINED_MAX_BYTES) {
      record = new WireWriter(FIRST_BYTES);
    }
  }

  /** Returns how often the journal was synced. Thread-safe. */
  long syncs() {
    return syncs.get();
  }

  /** Returns how long appends and syncs took in all. Thread-safe. */
  long syncNanos() {
    return syncNanos.get();
  }

  /** Returns how long the slowest append with its sync took in the last minute. Thread-safe. */
  long slowestSyncNanos() {
    return slowestSyncNanos.get(clock.nanos());
  }

  private static void complete(Entry entry) {
    entry.released.run();
    onContext(entry, () -> entry.promise.tryComplete());
  }

  private void fail(List<Entry> entries, Throwable cause) {
    boolean isFirst = failure == null;
    failure = isFirst ? cause : failure;
    for (Entry entry : entries) {
      onContext(entry, () -> entry.promise.tryFail(cause));
    }
    if (isFirst) {
      fatal.accept(cause);
    }
  }

  private static void onContext(Entry entry, Runnable action) {
    Context context = entry.context;
    if (context == null) {
      action.run();
    } else {
      context.runOnContext(now -> action.run());
    }
  }

  /** Returns the marks of all channels; call it on the committer's thread. */
  ChannelMarks marks() {
    return marks;
  }

  Journal journal() {
    return journal;
  }

  /** Writes what is queued and ends. Nothing may be appended meanwhile. */
  @Override
  public void close() {
    closing = true;
    // Ends the wait of an idle thread.
    queue(new Entry(NO_SHARD, NOTHING, () -> {}, Promise.promise(), null, clock.nanos()));
    loop.end();
  }
}
