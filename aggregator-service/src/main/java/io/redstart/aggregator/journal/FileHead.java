// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.journal;

import io.redstart.model.StoreId;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The first bytes of a file, described in {@link Journal}. */
record FileHead(int magic, StoreId store, long firstCommit) {
  static final int BYTES = Integer.BYTES + 2 * Long.BYTES + Long.BYTES + Integer.BYTES;

  /** "RSJ" and the version of the format. */
  static final int MAGIC = 'R' << 24 | 'S' << 16 | 'J' << 8 | 1;

  private static final int CHECKED_BYTES = BYTES - Integer.BYTES;

  FileHead(StoreId store, long firstCommit) {
    this(MAGIC, store, firstCommit);
  }

  void write(ByteBuffer target) {
    int start = target.position();
    target.putInt(magic).putLong(store.high()).putLong(store.low()).putLong(firstCommit);
    target.putInt(checksum(target, start));
  }

  /** Reads a head; returns null if its checksum is wrong. */
  static @Nullable FileHead read(ByteBuffer source) {
    int start = source.position();
    int magic = source.getInt();
    StoreId store = new StoreId(source.getLong(), source.getLong());
    long firstCommit = source.getLong();
    boolean isIntact = source.getInt() == checksum(source, start);
    return isIntact ? new FileHead(magic, store, firstCommit) : null;
  }

  private static int checksum(ByteBuffer bytes, int start) {
    CRC32C checksum = new CRC32C();
    ByteBuffer checked = bytes.duplicate();
    checked.limit(start + CHECKED_BYTES).position(start);
    checksum.update(checked);
    return (int) checksum.getValue();
  }
}
