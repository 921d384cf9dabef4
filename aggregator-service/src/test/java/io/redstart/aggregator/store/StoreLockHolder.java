// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import java.io.IOException;
import java.nio.file.Path;

/** A process that locks a folder, prints whether it could, and holds the lock until its input ends. */
@SuppressWarnings("try") // The lock is held, not used.
final class StoreLockHolder {
  static final String LOCKED = "locked";

  private StoreLockHolder() {}

  public static void main(String[] arguments) throws IOException {
    try (StoreLock lock = StoreLock.take(Path.of(arguments[0]))) {
      System.out.println(LOCKED);
      System.out.flush();
      System.in.read();
    } catch (StoreException e) {
      System.out.println(e.getMessage());
    }
  }
}
