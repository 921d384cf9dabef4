// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.process;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.SoftReference;

/**
 * Notices that the heap was exhausted, even if the error was swallowed. "All soft references to
 * softly-reachable objects are guaranteed to have been cleared before the virtual machine throws an
 * OutOfMemoryError" ({@link SoftReference}): so it holds such a reference, and ends the process
 * when the reference is cleared.
 *
 * <p>While memory is left the reference is not cleared: a collection spares a soft reference that
 * was used within as many seconds as MiB were free after the previous collection, and this one is
 * used twice a second. Only the collection of last resort clears it, when even a full one did not
 * free enough.
 *
 * <p>This holds for HotSpot's serial, parallel and G1 collectors. Others clear soft references as
 * soon as an allocation has to wait; with them there is no watch.
 */
final class HeapWatch implements Runnable {
  private static final long USE_EVERY_MILLIS = 500;

  private final ReferenceQueue<Object> cleared = new ReferenceQueue<>();
  private final SoftReference<Object> canary = new SoftReference<>(new Object(), cleared);

  private HeapWatch() {}

  /** Starts the watch if it works with the collector in use. */
  static void start() {
    if (ManagementFactory.getGarbageCollectorMXBeans().stream().allMatch(HeapWatch::isKnown)) {
      Thread thread = new Thread(new HeapWatch(), "redstart-heap-watch");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private static boolean isKnown(GarbageCollectorMXBean collector) {
    String name = collector.getName();
    return name.startsWith("G1 ")
        || name.startsWith("PS ")
        || name.equals("Copy")
        || name.equals("MarkSweepCompact");
  }

  @Override
  public void run() {
    Reference<?> exhausted = null;
    while (exhausted == null) {
      // The call renews the time of its last use.
      canary.get();
      try {
        exhausted = cleared.remove(USE_EVERY_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
    FatalErrors.end("java.lang.OutOfMemoryError", "the heap was exhausted");
  }
}
