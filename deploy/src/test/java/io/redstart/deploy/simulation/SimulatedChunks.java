// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.simulation;

import io.redstart.aggregator.keyvalue.HeapKeyValues;
import io.redstart.aggregator.keyvalue.KeyValues;
import io.redstart.aggregator.keyvalue.KeyValuesCursor;
import io.redstart.aggregator.keyvalue.KeyValuesView;
import io.redstart.aggregator.keyvalue.WriteBatch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The chunks of a store on disk. When its process ends, everything that was flushed is there, and of
 * the writes since then the first ones, however many: RocksDB flushes by itself when it likes.
 */
final class SimulatedChunks {
  private HeapKeyValues heap = new HeapKeyValues();
  /** What was there after the last flush, and after each write since. */
  private final List<KeyValuesView> states = new ArrayList<>();

  SimulatedChunks() {
    states.add(heap.view());
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
      heap.create(family);
    }

    @Override
    public void drop(String family) {
      pass();
      heap.drop(family);
    }

    @Override
    public KeyValuesView view() {
      return heap.view();
    }

    @Override
    public void write(WriteBatch batch) {
      pass();
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
      throw new UnsupportedOperationException();
    }

    @Override
    public long sizeBytes(String family) {
      return heap.sizeBytes(family);
    }

    @Override
    public void close() {}
  }
}
