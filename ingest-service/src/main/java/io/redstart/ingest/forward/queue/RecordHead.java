// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.forward.queue;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The head of a record in a segment. A segment is a file of records, one after the other, behind the
 * eight bytes of {@link #MAGIC}:
 *
 * <pre>
 *   length            4 bytes, of the request
 *   spans             4 bytes
 *   stamp             8 bytes, milliseconds since the epoch
 *   payload checksum  4 bytes, CRC-32C of the request
 *   head checksum     4 bytes, CRC-32C of the 20 bytes before
 *   request           as received, inflated, in protobuf
 * </pre>
 *
 * <p>Numbers are big-endian. The head has a checksum of its own, so that a damaged request costs only
 * itself: the next record can still be found.
 */
record RecordHead(int length, int spans, long stampMillis, int payloadChecksum) {
  /** The first bytes of a segment: its kind and version. */
  static final long MAGIC = 0x5265_6453_7046_7731L; // "RedSpFw1"

  static final int BYTES = 24;
  private static final int CHECKED_BYTES = BYTES - Integer.BYTES;

  static RecordHead of(byte[] payload, int spans, long stampMillis) {
    return new RecordHead(payload.length, spans, stampMillis, checksum(payload));
  }

  /** Appends the head to a buffer, which must be positioned where it begins. */
  void write(ByteBuffer buffer) {
    int start = buffer.position();
    buffer.putInt(length).putInt(spans).putLong(stampMillis).putInt(payloadChecksum);
    buffer.putInt(checksum(buffer.duplicate().flip().position(start)));
  }

  /** Returns the head in the first {@link #BYTES} bytes of a buffer, or null if it is damaged. */
  static @Nullable RecordHead read(ByteBuffer buffer) {
    int expected = checksum(buffer.duplicate().position(0).limit(CHECKED_BYTES));
    RecordHead head =
        new RecordHead(buffer.getInt(0), buffer.getInt(4), buffer.getLong(8), buffer.getInt(16));
    boolean isSound = buffer.getInt(CHECKED_BYTES) == expected && head.length >= 0;
    return isSound ? head : null;
  }

  /** Returns whether a request is the one that was written. */
  boolean isOf(byte[] payload) {
    return payload.length == length && checksum(payload) == payloadChecksum;
  }

  /** Returns the size of the record. */
  long recordBytes() {
    return BYTES + (long) length;
  }

  private static int checksum(byte[] bytes) {
    return checksum(ByteBuffer.wrap(bytes));
  }

  private static int checksum(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
