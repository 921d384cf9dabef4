// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.keyvalue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.CompactRangeOptions.BottommostLevelCompaction;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/**
 * Keys and values on disk, in RocksDB without its log. Begins with an empty family {@code default},
 * which cannot be dropped.
 *
 * <p>RocksDB also flushes by itself when its memory is full. It then writes all families as they
 * were at one moment, so a crash may keep some of the batches after the last {@link #flush}: always
 * the earliest ones, each as a whole, in all families.
 *
 * <p>{@link #close} throws {@link IllegalStateException} while a view is open or another thread is
 * in a call; so do all calls after it. Native code would read freed memory and crash the process.
 */
public final class RocksKeyValues implements KeyValues {
  private static final long READ_ONLY_CACHE_BYTES = 32 << 20;

  /** The file that every store has, and that leads to all others. */
  private static final String CURRENT = "CURRENT";

  private interface Call {
    void run() throws RocksDBException;
  }

  private final RocksOptions options;
  private final RocksDB db;
  private final boolean readOnly;

  private final Object lock = new Object();
  // The map is immutable. Guarded by the lock, as are the fields below.
  private Map<String, RocksFamily> families = Map.of();
  private int openViews;
  private int runningCalls;
  private boolean closed;

  private RocksKeyValues(Path folder, RocksOptions options, boolean readOnly)
      throws RocksDBException {
    this.options = options;
    this.readOnly = readOnly;
    List<ColumnFamilyDescriptor> descriptors =
        existingFamilies(folder).stream().map(options::descriptor).toList();
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    this.db = readOnly
        ? RocksDB.openReadOnly(options.forDatabase(), folder.toString(), descriptors, handles)
        : RocksDB.open(options.forDatabase(), folder.toString(), descriptors, handles);
    Map<String, RocksFamily> opened = new HashMap<>();
    for (int i = 0; i < handles.size(); i++) {
      String name = new String(descriptors.get(i).getName(), StandardCharsets.UTF_8);
      opened.put(name, new RocksFamily(handles.get(i)));
    }
    this.families = Map.copyOf(opened);
  }

  /**
   * Opens the store in a folder, or creates it. The cache holds {@code cacheBytes}, memory for
   * writes included.
   */
  public static RocksKeyValues open(Path folder, long cacheBytes) {
    RocksNative.load();
    try {
      Files.createDirectories(folder);
      checkNotDamaged(folder);
    } catch (IOException e) {
      throw new KeyValuesException("cannot open " + folder, false, e);
    }
    return open(folder, new RocksOptions(cacheBytes), false);
  }

  /**
   * Returns how much room a disk must have before a store goes on that had none: RocksDB tries no
   * earlier, so with less than this, chunks might fail for ever.
   */
  public static long flushRoomBytes(long cacheBytes) {
    return RocksOptions.writeBufferBytes(cacheBytes);
  }

  /**
   * Opens an existing store for tools that only read; other calls throw {@link
   * UnsupportedOperationException}. Sees what was flushed before. Another process may write to the
   * store meanwhile, but reading can then fail, because that process deletes files.
   */
  public static RocksKeyValues openReadOnly(Path folder) {
    if (!Files.exists(folder.resolve(CURRENT))) {
      // RocksDB would create the folder.
      IOException cause = new NoSuchFileException(folder.resolve(CURRENT).toString());
      throw new KeyValuesException("there is no store in " + folder, false, cause);
    }
    RocksNative.load();
    return open(folder, new RocksOptions(READ_ONLY_CACHE_BYTES), true);
  }

  private static RocksKeyValues open(Path folder, RocksOptions options, boolean readOnly) {
    try {
      return new RocksKeyValues(folder, options, readOnly);
    } catch (RocksDBException e) {
      options.close();
      String message = String.valueOf(e.getMessage());
      throw message.contains("lock file") || message.contains("lock hold by")
          ? failure(folder + " is in use by another process, or twice in this one", e)
          : failure("cannot open " + folder, e);
    }
  }

  /** Without {@code CURRENT} RocksDB would begin an empty store, and delete all others. */
  private static void checkNotDamaged(Path folder) throws IOException {
    if (Files.exists(folder.resolve(CURRENT))) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      if (files.anyMatch(file -> file.toString().endsWith(".sst"))) {
        throw new IOException("the file CURRENT is missing");
      }
    }
  }

  private static List<byte[]> existingFamilies(Path folder) throws RocksDBException {
    if (!Files.exists(folder.resolve(CURRENT))) {
      return List.of(RocksDB.DEFAULT_COLUMN_FAMILY);
    }
    try (Options none = new Options()) {
      return RocksDB.listColumnFamilies(none, folder.toString());
    }
  }

  @Override
  public Set<String> families() {
    return current().keySet();
  }

  @Override
  public void create(String family) {
    checkWritable();
    call("cannot create family " + family, () -> {
      if (!current().containsKey(family)) {
        ColumnFamilyDescriptor descriptor = options.descriptor(RocksOptions.nameBytes(family));
        RocksFamily created = new RocksFamily(db.createColumnFamily(descriptor));
        add(family, created);
      }
    });
  }

  @Override
  public void drop(String family) {
    checkWritable();
    RocksOptions.checkDroppable(family);
    call("cannot drop family " + family, () -> {
      RocksFamily dropped = current().get(family);
      if (dropped != null) {
        db.dropColumnFamily(dropped.handle());
        forget(family, dropped);
      }
    });
  }

  @Override
  public KeyValuesView view() {
    synchronized (lock) {
      checkOpen();
      Map<String, RocksFamily> seen = families;
      RocksView view = new RocksView(db, seen, () -> viewClosed(seen));
      seen.values().forEach(RocksFamily::retain);
      openViews++;
      return view;
    }
  }

  @Override
  public void write(WriteBatch batch) {
    checkWritable();
    call("cannot write", () -> {
      Map<String, RocksFamily> targets = current();
      try (org.rocksdb.WriteBatch changes = new org.rocksdb.WriteBatch()) {
        for (WriteBatch.Change change : batch.changes()) {
          RocksFamily target = targets.get(change.family());
          if (target == null) {
            throw new IllegalArgumentException("no family " + change.family());
          }
          add(change, target.handle(), changes);
        }
        db.write(options.forWrites(), changes);
      }
    });
  }

  private static void add(
      WriteBatch.Change change, ColumnFamilyHandle family, org.rocksdb.WriteBatch changes)
      throws RocksDBException {
    byte[] value = change.value();
    if (value == null) {
      changes.delete(family, change.key());
    } else {
      changes.put(family, change.key(), value);
    }
  }

  @Override
  public void flush() {
    checkWritable();
    call("cannot flush", () -> {
      List<ColumnFamilyHandle> all =
          current().values().stream().map(RocksFamily::handle).toList();
      try (FlushOptions now = new FlushOptions().setWaitForFlush(true).setAllowWriteStall(true)) {
        db.flush(now, all);
      }
    });
  }

  @Override
  public void compact(String family) {
    checkWritable();
    call("cannot compact family " + family, () -> {
      RocksFamily compacted = current().get(family);
      if (compacted != null) {
        compact(compacted.handle());
      }
    });
  }

  private void compact(ColumnFamilyHandle family) throws RocksDBException {
    try (CompactRangeOptions all = new CompactRangeOptions()
        // Otherwise, files that do not overlap keep what was deleted in them.
        .setBottommostLevelCompaction(BottommostLevelCompaction.kForceOptimized)
        // Other families may be compacted meanwhile.
        .setExclusiveManualCompaction(false)) {
      db.compactRange(family, null, null, all);
    }
  }

  /** Flushes first. The copy shares files with the store if both are on one file system. */
  @Override
  public void checkpoint(Path folder) {
    checkWritable();
    call("cannot write a checkpoint to " + folder, () -> {
      try (Checkpoint checkpoint = Checkpoint.create(db)) {
        checkpoint.createCheckpoint(folder.toString());
      }
    });
  }

  /**
   * Reads every file and compares the checksums of all blocks.
   *
   * @throws KeyValuesException if one is wrong; the message names the file
   */
  public void verify() {
    call("damaged", db::verifyChecksum);
  }

  @Override
  public long sizeBytes(String family) {
    RocksFamily measured = retain(family);
    if (measured == null) {
      return 0;
    }
    try {
      return db.getLongProperty(measured.handle(), "rocksdb.live-sst-files-size")
          + db.getLongProperty(measured.handle(), "rocksdb.cur-size-all-mem-tables");
    } catch (RocksDBException e) {
      throw failure("cannot measure family " + family, e);
    } finally {
      release(measured);
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      if (openViews + runningCalls > 0) {
        throw new IllegalStateException(
            openViews + " views and " + runningCalls + " calls are not finished");
      }
      if (!closed) {
        closed = true;
        // Frees the handles of all families as well.
        db.close();
        options.close();
      }
    }
  }

  private void call(String failure, Call call) {
    synchronized (lock) {
      checkOpen();
      runningCalls++;
    }
    try {
      call.run();
    } catch (RocksDBException e) {
      throw failure(failure, e);
    } finally {
      synchronized (lock) {
        runningCalls--;
      }
    }
  }

  private void checkWritable() {
    if (readOnly) {
      throw new UnsupportedOperationException("the store is open for reading only");
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the store is closed");
    }
  }

  private Map<String, RocksFamily> current() {
    synchronized (lock) {
      checkOpen();
      return families;
    }
  }

  private void add(String name, RocksFamily created) {
    synchronized (lock) {
      Map<String, RocksFamily> changed = new HashMap<>(families);
      changed.put(name, created);
      families = Map.copyOf(changed);
    }
  }

  private void forget(String name, RocksFamily dropped) {
    synchronized (lock) {
      Map<String, RocksFamily> changed = new HashMap<>(families);
      changed.remove(name);
      families = Map.copyOf(changed);
      dropped.release();
    }
  }

  private @Nullable RocksFamily retain(String family) {
    synchronized (lock) {
      RocksFamily retained = current().get(family);
      if (retained != null) {
        retained.retain();
        runningCalls++;
      }
      return retained;
    }
  }

  private void release(RocksFamily retained) {
    synchronized (lock) {
      retained.release();
      runningCalls--;
    }
  }

  private void viewClosed(Map<String, RocksFamily> seen) {
    synchronized (lock) {
      seen.values().forEach(RocksFamily::release);
      openViews--;
    }
  }

  static KeyValuesException failure(String what, RocksDBException cause) {
    Status status = cause.getStatus();
    boolean isOutOfSpace = status != null && status.getSubCode() == Status.SubCode.NoSpace;
    return new KeyValuesException(what + ": " + cause.getMessage(), isOutOfSpace, cause);
  }
}
