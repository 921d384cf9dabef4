// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import io.redstart.aggregator.keyvalue.HeapKeyValues;
import io.redstart.aggregator.labelset.LabelSetTable;
import io.redstart.aggregator.sealed.SealedRows;
import io.redstart.aggregator.window.Tier;
import io.redstart.aggregator.window.WindowClock;
import io.redstart.config.StoreConfig;
import io.redstart.limit.MemoryBudget;
import io.redstart.model.CellLayout;
import io.redstart.model.StoreId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Opens stores.
 *
 * @param shards the number of shards, 1 or more
 * @param layout the layout of what is counted from now on
 * @param wall the time of day
 * @param monotonicNanos a clock for measuring elapsed time, in nanoseconds
 * @param exemplarPlaces how many exemplars a label set keeps per window
 * @param memory the budget of label sets and rows on the heap, split evenly between the shards
 * @param cacheBytes the native memory for reading and writing chunks on disk
 * @param fatal called when the disk fails for good; must end the process; null leaves upkeep to
 *     {@link RowStore#tidy}
 * @param host the process in which the stores run
 */
public record Stores(
    int shards,
    StoreConfig config,
    CellLayout layout,
    InstantSource wall,
    LongSupplier monotonicNanos,
    int exemplarPlaces,
    MemoryBudget memory,
    long cacheBytes,
    @Nullable Consumer<Throwable> fatal,
    StoreHost host) {
  /** Opens stores in this process. */
  public Stores(
      int shards,
      StoreConfig config,
      CellLayout layout,
      InstantSource wall,
      LongSupplier monotonicNanos,
      int exemplarPlaces,
      MemoryBudget memory,
      long cacheBytes,
      @Nullable Consumer<Throwable> fatal) {
    this(
        shards,
        config,
        layout,
        wall,
        monotonicNanos,
        exemplarPlaces,
        memory,
        cacheBytes,
        fatal,
        StoreHost.PROCESS);
  }

  /**
   * Opens the store that the settings describe. It takes as long as reading the journal takes.
   *
   * @return fails with a {@link StoreException} if the store cannot be opened
   */
  public Future<Store> open() {
    return opened(this::openNow);
  }

  private <S> Future<S> opened(Supplier<S> opening) {
    Promise<S> opened = Promise.promise();
    host.start("redstart-store-open", () -> {
      try {
        opened.complete(opening.get());
      } catch (Throwable e) {
        opened.fail(e);
      }
    });
    return opened.future();
  }

  /** Opens a copy of another aggregator's store, as {@link #openCopyNow} does. */
  public Future<RowStore> openCopy() {
    return opened(this::openCopyNow);
  }

  /** Opens the store on the calling thread. */
  public RowStore openNow() {
    return config.inMemory() ? inMemory() : recovery(false).open();
  }

  private Recovery recovery(boolean isCopy) {
    return new Recovery(this, host.folder(config.path()), isCopy);
  }

  /**
   * Opens a copy of another aggregator's store on the calling thread. It writes no records of its
   * own, seals windows by the clock, and counts what {@link RowStore#intake} receives.
   */
  public RowStore openCopyNow() {
    return recovery(true).open();
  }

  private RowStore inMemory() {
    HeapKeyValues keyValues = new HeapKeyValues();
    WindowClock clock = new WindowClock(wall, monotonicNanos, config.window().toMillis(), 0);
    long sinceMillis = clock.sealedMillis();
    SealedRows sealed =
        SealedRows.open(keyValues, Tier.of(config.kept()), layout, sinceMillis, monotonicNanos);
    RowStore store = new RowStore(
        StoreId.random(),
        sinceMillis,
        clock,
        sealed,
        keyValues,
        memory,
        new AtomicInteger(),
        List.of(),
        null,
        host);
    AtomicInteger ids = new AtomicInteger();
    List<LabelSetTable> tables = tables(ids);
    store.begin(shards(store, tables, clock, sealed), fatal);
    return store;
  }

  List<LabelSetTable> tables(AtomicInteger ids) {
    List<LabelSetTable> tables = new ArrayList<>();
    for (int i = 0; i < shards; i++) {
      tables.add(
          new LabelSetTable(config.window().toMillis(), exemplarPlaces, ids::getAndIncrement));
    }
    return tables;
  }

  List<RowShard> shards(
      RowStore store, List<LabelSetTable> tables, WindowClock clock, SealedRows sealed) {
    List<RowShard> made = new ArrayList<>();
    for (int i = 0; i < shards; i++) {
      made.add(new RowShard(
          i,
          shards,
          tables.get(i),
          layout,
          clock,
          sealed,
          store.commitLog(),
          store.storeMemory(),
          memory));
    }
    return made;
  }
}
