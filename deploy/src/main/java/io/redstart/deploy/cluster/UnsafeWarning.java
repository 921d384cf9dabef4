// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cluster;

import java.lang.reflect.Field;

/**
 * Four lines that JDK 24 and later print once, when a library calls {@code sun.misc.Unsafe} first,
 * as Hazelcast does at every start. Their readers can do nothing about it, and the flag against them
 * ({@code --sun-misc-unsafe-memory-access=allow}) is none that a jar can carry or JDK 17 knows.
 */
final class UnsafeWarning {
  private UnsafeWarning() {}

  /** Marks the warning as printed; without effect on a JDK that does not have it. */
  static void silence() {
    try {
      Field warned = Class.forName("sun.misc.Unsafe").getDeclaredField("memoryAccessWarned");
      warned.setAccessible(true);
      warned.setBoolean(null, true);
    } catch (ReflectiveOperationException | RuntimeException e) {
      // Then it is printed, or there is none.
    }
  }
}
