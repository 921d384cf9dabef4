// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cluster;

import java.lang.reflect.Field;

/**
 * Suppresses the four-line warning that JDK 24 and later print at the first call of {@code
 * sun.misc.Unsafe} by a library. Hazelcast calls it at every start. Users can do nothing about the
 * warning, and a jar cannot set the flag against it ({@code
 * --sun-misc-unsafe-memory-access=allow}), which JDK 17 does not know either.
 */
final class UnsafeWarning {
  private UnsafeWarning() {}

  /** Marks the warning as printed. Has no effect on a JDK without the warning. */
  static void silence() {
    try {
      Field warned = Class.forName("sun.misc.Unsafe").getDeclaredField("memoryAccessWarned");
      warned.setAccessible(true);
      warned.setBoolean(null, true);
    } catch (ReflectiveOperationException | RuntimeException e) {
      // The JDK prints the warning, or does not have it.
    }
  }
}
