// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The content of a file: what a reader sees, and what the disk surely has. Between the two lie the
 * writes since the last sync.
 */
final class SimulatedFile {
  private static final int SECTOR_BYTES = 512;

  /** Bytes that were written, or, without bytes, a cut to a size. */
  private record Write(long position, byte[] bytes, boolean isCut) {}

  private byte[] bytes = new byte[0];
  private byte[] durable = new byte[0];
  private final List<Write> unsynced = new ArrayList<>();

  byte[] bytes() {
    return bytes;
  }

  void write(long position, byte[] source) {
    Write write = new Write(position, source, false);
    bytes = apply(bytes, write);
    unsynced.add(write);
  }

  void cut(long size) {
    if (size < bytes.length) {
      Write cut = new Write(size, new byte[0], true);
      bytes = apply(bytes, cut);
      unsynced.add(cut);
    }
  }

  private static byte[] apply(byte[] before, Write write) {
    if (write.isCut) {
      return before.length <= write.position ? before : Arrays.copyOf(before, (int) write.position);
    }
    int end = (int) write.position + write.bytes.length;
    byte[] after = end > before.length ? Arrays.copyOf(before, end) : before;
    System.arraycopy(write.bytes, 0, after, (int) write.position, write.bytes.length);
    return after;
  }

  void sync() {
    for (Write write : unsynced) {
      durable = apply(durable, write);
    }
    unsynced.clear();
  }

  /** A failed sync: the disk took some of it, and the system may have thrown away the rest. */
  void failSync(SplittableRandom random) {
    if (random.nextBoolean()) {
      losePower(random);
    }
  }

  /**
   * Each sector, and the length, are as after any of the writes since the last sync, or as before
   * them. A disk writes a sector as a whole.
   */
  void losePower(SplittableRandom random) {
    List<byte[]> versions = versions();
    int newest = versions.size() - 1;
    int bound = newest == 0 || random.nextInt(4) == 0 ? newest : random.nextInt(newest + 1);
    boolean isTorn = random.nextInt(3) > 0;
    byte[] left = new byte[versions.get(isTorn ? random.nextInt(bound + 1) : bound).length];
    for (int at = 0; at < left.length; at += SECTOR_BYTES) {
      byte[] version = versions.get(isTorn ? random.nextInt(bound + 1) : bound);
      int length = Math.min(SECTOR_BYTES, Math.min(version.length, left.length) - at);
      if (length > 0) {
        System.arraycopy(version, at, left, at, length);
      }
    }
    unsynced.clear();
    durable = left;
    bytes = left.clone();
  }

  /** Returns what is durable, and that with each of the writes since. */
  private List<byte[]> versions() {
    List<byte[]> versions = new ArrayList<>();
    versions.add(durable);
    for (Write write : unsynced) {
      versions.add(apply(versions.get(versions.size() - 1).clone(), write));
    }
    return versions;
  }
}
