// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.keyvalue;

import static io.redstart.aggregator.keyvalue.TestBytes.bytes;
import static io.redstart.aggregator.keyvalue.TestBytes.entries;
import static io.redstart.aggregator.keyvalue.TestBytes.puts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

class RocksKeyValuesTest extends KeyValuesContract {
  private static final long CACHE_BYTES = 8 << 20;

  @TempDir
  Path folder;

  @Override
  KeyValues open() {
    return RocksKeyValues.open(folder.resolve("store"), CACHE_BYTES);
  }

  @Test
  void open_findsAllFamiliesWithWhatWasFlushed() {
    store.create("m1");
    store.create("dropped");
    store.write(puts("f1", "a", "1").put("default", bytes("b"), bytes("2")));
    store.drop("dropped");
    store.flush();
    store.close();
    store = open();
    assertThat(store.families()).containsExactlyInAnyOrder("default", "f1", "m1");
    assertThat(entries(store, "f1")).containsExactly("a=1");
    assertThat(entries(store, "default")).containsExactly("b=2");
  }

  @Test
  void open_afterAKillFindsAllFamiliesAsOfTheLastFlush() throws IOException {
    store.create("m1");
    store.write(puts("f1", "a", "1").put("m1", bytes("a"), bytes("1")));
    store.flush();
    store.write(puts("f1", "b", "2").put("m1", bytes("b"), bytes("2")));
    copyFolder(folder.resolve("store"), folder.resolve("killed"));
    try (KeyValues killed = RocksKeyValues.open(folder.resolve("killed"), CACHE_BYTES)) {
      assertThat(entries(killed, "f1")).containsExactly("a=1");
      assertThat(entries(killed, "m1")).containsExactly("a=1");
    }
  }

  @Test
  void close_doesNotFlush() {
    store.write(puts("f1", "a", "1"));
    store.close();
    store = open();
    assertThat(entries(store, "f1")).isEmpty();
  }

  /** When memory for writes runs out, the same batches must reach the disk in all families. */
  @Test
  void open_afterAKillWithoutFlushFindsTheFirstBatches() throws IOException {
    int batches = 200;
    store.create("m1");
    for (int i = 0; i < batches; i++) {
      byte[] value = new byte[100_000];
      byte[] key = ByteBuffer.allocate(4).putInt(i).array();
      store.write(new WriteBatch().put("f1", key, value).put("m1", key, new byte[1]));
    }
    copyFolder(folder.resolve("store"), folder.resolve("killed"));
    try (KeyValues killed = RocksKeyValues.open(folder.resolve("killed"), CACHE_BYTES)) {
      int found = entries(killed, "f1").size();
      assertThat(found).isBetween(1, batches);
      assertThat(entries(killed, "m1")).hasSize(found);
      try (KeyValuesView view = killed.view()) {
        assertThat(view.get("m1", ByteBuffer.allocate(4).putInt(found - 1).array()))
            .isNotNull();
      }
    }
  }

  @Test
  void open_refusesAFolderInUse() {
    assertThatExceptionOfType(KeyValuesException.class)
        .isThrownBy(this::open)
        .withMessageContaining("in use by another process");
  }

  @Test
  void open_refusesAStoreWithoutItsCurrentFile() throws IOException {
    store.write(puts("f1", "a", "1"));
    store.flush();
    store.close();
    Path current = folder.resolve("store").resolve("CURRENT");
    byte[] content = Files.readAllBytes(current);
    Files.delete(current);
    assertThatExceptionOfType(KeyValuesException.class).isThrownBy(this::open);
    Files.write(current, content);
    store = open();
    assertThat(entries(store, "f1")).containsExactly("a=1");
  }

  @Test
  void cursor_reportsADamagedBlock() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 100; i++) {
      byte[] value = new byte[1_000];
      random.nextBytes(value);
      store.write(new WriteBatch().put("f1", ByteBuffer.allocate(4).putInt(i).array(), value));
    }
    store.flush();
    store.close();
    damageOnlySortedFile();
    store = open();
    assertThatExceptionOfType(KeyValuesException.class)
        .isThrownBy(() -> entries(store, "f1"))
        .withMessageContaining("checksum")
        .returns(false, KeyValuesException::isOutOfSpace);
  }

  @Test
  void openReadOnly_readsWhatIsFlushedBesideTheWriter() {
    store.write(puts("f1", "a", "1"));
    store.flush();
    store.write(puts("f1", "b", "2"));
    try (KeyValues reader = RocksKeyValues.openReadOnly(folder.resolve("store"))) {
      assertThat(reader.families()).containsExactlyInAnyOrder("default", "f1");
      assertThat(entries(reader, "f1")).containsExactly("a=1");
      assertThat(reader.sizeBytes("f1")).isPositive();
      assertThatExceptionOfType(UnsupportedOperationException.class)
          .isThrownBy(() -> reader.write(puts("f1", "c", "3")));
      assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(reader::flush);
    }
  }

  @Test
  void openReadOnly_createsNothing() {
    Path missing = folder.resolve("missing");
    assertThatExceptionOfType(KeyValuesException.class)
        .isThrownBy(() -> RocksKeyValues.openReadOnly(missing));
    assertThat(missing).doesNotExist();
  }

  @Test
  void checkpoint_isAStoreOfItsOwn() {
    store.write(puts("f1", "a", "1"));
    store.flush();
    store.checkpoint(folder.resolve("copy"));
    store.write(puts("f1", "a", "2"));
    store.drop("f1");
    try (KeyValues copy = RocksKeyValues.open(folder.resolve("copy"), CACHE_BYTES)) {
      assertThat(entries(copy, "f1")).containsExactly("a=1");
    }
    assertThatExceptionOfType(KeyValuesException.class)
        .isThrownBy(() -> store.checkpoint(folder.resolve("copy")));
  }

  @Test
  void compact_removesWhatWasDeleted() {
    store.write(new WriteBatch().put("f1", bytes("a"), incompressible(1 << 20)));
    store.flush();
    store.write(new WriteBatch().delete("f1", bytes("a")));
    store.compact("f1");
    store.compact("missing");
    assertThat(store.sizeBytes("f1")).isLessThan(10_000);
  }

  @Test
  void drop_freesFilesWhenTheLastViewIsClosed() throws IOException {
    store.write(new WriteBatch().put("f1", bytes("a"), incompressible(1 << 20)));
    store.flush();
    KeyValuesView view = store.view();
    view.cursor("f1").seek(bytes("a"));
    store.drop("f1");
    assertThat(sortedFiles()).isEqualTo(1);
    view.close();
    assertThat(sortedFiles()).isZero();
  }

  @Test
  void drop_isSafeUnderConcurrentReaders() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<Void> readers = CompletableFuture.allOf(
        CompletableFuture.runAsync(() -> readUntil(done)),
        CompletableFuture.runAsync(() -> readUntil(done)));
    try {
      for (int i = 0; i < 100; i++) {
        store.write(puts("f1", "a", "1", "b", "2"));
        store.drop("f1");
        store.create("f1");
      }
    } finally {
      done.set(true);
    }
    readers.get(20, TimeUnit.SECONDS);
  }

  private void readUntil(AtomicBoolean done) {
    while (!done.get()) {
      store.sizeBytes("f1");
      try (KeyValuesView view = store.view()) {
        assertThat(entries(view, "f1").size()).isIn(0, 2);
      }
    }
  }

  /** A call after, or during, the end would crash the process. */
  @Test
  void close_isSafeUnderConcurrentCalls() throws Exception {
    CompletableFuture<Throwable> writer = CompletableFuture.supplyAsync(() -> catchThrowable(() -> {
      while (true) {
        store.write(puts("f1", "a", "1"));
        store.sizeBytes("f1");
      }
    }));
    boolean closed = false;
    while (!closed) {
      closed = catchThrowable(store::close) == null;
    }
    assertThat(writer.get(20, TimeUnit.SECONDS))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the store is closed");
  }

  @Test
  void failure_knowsAFullDisk() {
    Status full =
        new Status(Status.Code.IOError, Status.SubCode.NoSpace, "No space left on device");
    assertThat(RocksKeyValues.failure("cannot flush", new RocksDBException("full", full)))
        .returns(true, KeyValuesException::isOutOfSpace)
        .hasMessage("cannot flush: full");
    assertThat(RocksKeyValues.failure("cannot flush", new RocksDBException("no status")))
        .returns(false, KeyValuesException::isOutOfSpace);
  }

  private static byte[] incompressible(int sizeBytes) {
    byte[] bytes = new byte[sizeBytes];
    new SplittableRandom(1).nextBytes(bytes);
    return bytes;
  }

  private long sortedFiles() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("store"))) {
      return files.filter(file -> file.toString().endsWith(".sst")).count();
    }
  }

  private void damageOnlySortedFile() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("store"))) {
      Path only =
          files.filter(file -> file.toString().endsWith(".sst")).findFirst().orElseThrow();
      byte[] content = Files.readAllBytes(only);
      content[content.length / 2] ^= 1;
      Files.write(only, content);
    }
  }

  private static void copyFolder(Path from, Path to) throws IOException {
    Files.createDirectory(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }
}
