// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.crash;

import io.redstart.aggregator.keyvalue.KeyValuesException;
import io.redstart.aggregator.keyvalue.KeyValuesView;
import io.redstart.aggregator.keyvalue.RocksKeyValues;
import io.redstart.aggregator.keyvalue.WriteBatch;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A process whose rows find a full disk in the middle of its life, until it makes room. Prints what
 * happens and ends with 0 if it could go on.
 */
final class FullRows {
  private static final long CACHE_BYTES = 8 << 20;
  private static final String FAMILY = "rows";
  private static final long GO_ON_NANOS_MAX = TimeUnit.SECONDS.toNanos(60);

  private FullRows() {}

  /** Takes the folder of the rows, and the file that requests the fault. */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    Path fault = Path.of(args[1]);
    try (RocksKeyValues rows = RocksKeyValues.open(folder, CACHE_BYTES)) {
      rows.create(FAMILY);
      rows.write(row("before"));
      rows.flush();
      Files.createFile(fault);
      rows.write(row("full"));
      System.out.println("out of space: " + flushFails(rows));
      Files.delete(fault);
      goOn(rows);
    }
    try (RocksKeyValues rows = RocksKeyValues.open(folder, CACHE_BYTES);
        KeyValuesView view = rows.view()) {
      for (String key : new String[] {"before", "full", "after"}) {
        System.out.println(key + ": " + (view.get(FAMILY, bytes(key)) != null));
      }
    }
  }

  private static boolean flushFails(RocksKeyValues rows) {
    try {
      rows.flush();
    } catch (KeyValuesException e) {
      return e.isOutOfSpace();
    }
    return false;
  }

  /** Flushes until it succeeds, as the store's upkeep does. */
  private static void goOn(RocksKeyValues rows) throws InterruptedException {
    long endNanos = System.nanoTime() + GO_ON_NANOS_MAX;
    while (true) {
      try {
        rows.write(row("after"));
        rows.flush();
        System.out.println("flushed again");
        return;
      } catch (KeyValuesException e) {
        if (System.nanoTime() > endNanos) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(200);
      }
    }
  }

  private static WriteBatch row(String key) {
    WriteBatch batch = new WriteBatch();
    batch.put(FAMILY, bytes(key), bytes("value"));
    return batch;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
