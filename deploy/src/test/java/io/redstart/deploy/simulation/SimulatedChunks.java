// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.simulation;

import io.redstart.aggregator.keyvalue.HeapKeyValues;
import io.redstart.aggregator.keyvalue.KeyValues;
import io.redstart.aggregator.keyvalue.KeyValuesCursor;
import io.redstart.aggregator.keyvalue.KeyValuesException;
import io.redstart.aggregator.keyvalue.KeyValuesView;
import io.redstart.aggregator.keyvalue.WriteBatch;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.zip.CRC32C;

/**
 * The chunks of a store on disk. When its process ends, everything that was flushed is there, and of
 * the writes since then the first ones, however many: RocksDB flushes by itself when it likes.
 */
final class SimulatedChunks {
  /** The file of a checkpoint, which stands for all files of RocksDB. */
  static final String TABLE = "CURRENT";

  private HeapKeyValues heap = new HeapKeyValues();
  /** What was there after the last flush, and after each write since. */
  private final List<KeyValuesView> states = new ArrayList<>();

  /** Called before the first write since they were opened. */
  private Runnable onWrite;

  /**
   * Makes empty chunks.
   *
   * @param onWrite is called before anything is written
   */
  SimulatedChunks(Runnable onWrite) {
    this.onWrite = onWrite;
    states.add(heap.view());
  }

  /** Reads a table that {@link Opened#checkpoint} wrote. */
  static SimulatedChunks of(byte[] table, Runnable onWrite) {
    SimulatedChunks chunks = new SimulatedChunks(onWrite);
    CRC32C checksum = new CRC32C();
    checksum.update(table, 0, Math.max(0, table.length - Long.BYTES));
    ByteBuffer in = ByteBuffer.wrap(table);
    if (table.length < Long.BYTES || in.getLong(table.length - Long.BYTES) != checksum.getValue()) {
      throw new KeyValuesException("the table is damaged", false, new IOException("checksum"));
    }
    WriteBatch batch = new WriteBatch();
    while (in.remaining() > Long.BYTES) {
      String family = new String(bytes(in), StandardCharsets.UTF_8);
      chunks.heap.create(family);
      for (int left = in.getInt(); left > 0; left--) {
        batch.put(family, bytes(in), bytes(in));
      }
    }
    chunks.heap.write(batch);
    chunks.forgetStates();
    return chunks;
  }

  private static byte[] bytes(ByteBuffer in) {
    byte[] bytes = new byte[in.getInt()];
    in.get(bytes);
    return bytes;
  }

  /** Returns the table with all that is flushed. */
  private byte[] table() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    KeyValuesView flushed = states.get(0);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      for (String family : new TreeSet<>(heap.families())) {
        write(out, family.getBytes(StandardCharsets.UTF_8));
        write(out, flushed.cursor(family));
      }
      CRC32C checksum = new CRC32C();
      checksum.update(bytes.toByteArray());
      out.writeLong(checksum.getValue());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, KeyValuesCursor cursor) throws IOException {
    List<byte[]> keysAndValues = new ArrayList<>();
    for (cursor.seek(new byte[0]); cursor.isValid(); cursor.next()) {
      keysAndValues.add(cursor.key());
      keysAndValues.add(cursor.value());
    }
    out.writeInt(keysAndValues.size() / 2);
    for (byte[] one : keysAndValues) {
      write(out, one);
    }
  }

  private static void write(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /** Returns whether nothing was ever written. */
  boolean isEmpty() {
    KeyValuesCursor cursor = heap.view().cursor("default");
    cursor.seek(new byte[0]);
    return !cursor.isValid();
  }

  private void willWrite() {
    onWrite.run();
    onWrite = () -> {};
  }

  /** Opens them in a process, which lets time pass while it writes. */
  KeyValues open(SimulatedProcess process, WritePace pace) {
    return new Opened(process, pace);
  }

  /** How long a process takes for a write. */
  interface WritePace {
    long millis();
  }

  void settle(SplittableRandom random) {
    KeyValuesView left = states.get(random.nextInt(states.size()));
    HeapKeyValues next = new HeapKeyValues();
    WriteBatch batch = new WriteBatch();
    for (String family : heap.families()) {
      next.create(family);
      KeyValuesCursor cursor = left.cursor(family);
      for (cursor.seek(new byte[0]); cursor.isValid(); cursor.next()) {
        batch.put(family, cursor.key(), cursor.value());
      }
    }
    next.write(batch);
    heap = next;
    forgetStates();
  }

  private void forgetStates() {
    states.clear();
    states.add(heap.view());
  }

  /** The chunks as one process has them open. */
  private final class Opened implements KeyValues {
    private final SimulatedProcess process;
    private final WritePace pace;

    Opened(SimulatedProcess process, WritePace pace) {
      this.process = process;
      this.pace = pace;
    }

    private void pass() {
      if (process.isDead()) {
        throw new SimulatedProcess.ProcessEndedException(process.name());
      }
      process.pass(pace.millis());
    }

    @Override
    public Set<String> families() {
      return heap.families();
    }

    @Override
    public void create(String family) {
      pass();
      willWrite();
      heap.create(family);
    }

    @Override
    public void drop(String family) {
      pass();
      willWrite();
      heap.drop(family);
    }

    @Override
    public KeyValuesView view() {
      return heap.view();
    }

    @Override
    public void write(WriteBatch batch) {
      pass();
      willWrite();
      heap.write(batch);
      states.add(heap.view());
    }

    @Override
    public void flush() {
      pass();
      forgetStates();
    }

    @Override
    public void compact(String family) {}

    @Override
    public void checkpoint(Path folder) {
      pass();
      try {
        Files.createDirectory(folder);
        Path table = folder.resolve(TABLE);
        try (FileChannel file =
            FileChannel.open(table, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
          file.write(ByteBuffer.wrap(table()), 0);
          file.force(true);
        }
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
          names.force(true);
        }
      } catch (IOException e) {
        throw new KeyValuesException("no checkpoint: " + e, false, e);
      }
    }

    @Override
    public long sizeBytes(String family) {
      return heap.sizeBytes(family);
    }

    @Override
    public void close() {}
  }
}
