// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.receiver;

import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Inflates one gzip member (RFC 1952) from array to array with one reused inflater.
 *
 * <pre>
 *   1f 8b 08 FLG  MTIME ×4  XFL OS        FLG: 4 FEXTRA, 8 FNAME, 16 FCOMMENT, 2 FHCRC
 *   [length ×2, extra] [name, 0] [comment, 0] [crc16 ×2]
 *   deflated data
 *   CRC32 ×4  ISIZE ×4                    both of what was inflated, little-endian
 * </pre>
 *
 * <p>ISIZE tells beforehand how much room is needed. It is believed only as a bound: data that inflates
 * to anything else is malformed, so nothing can grow beyond what was checked against a limit.
 */
final class Gunzip implements AutoCloseable {
  private static final int HEADER_BYTES = 10;
  private static final int TRAILER_BYTES = 8;
  private static final int FLAG_HEADER_CRC = 1 << 1;
  private static final int FLAG_EXTRA = 1 << 2;
  private static final int FLAG_NAME = 1 << 3;
  private static final int FLAG_COMMENT = 1 << 4;
  private static final int FLAGS_RESERVED = 0xe0;

  /** The data is not a gzip member. */
  static final class MalformedGzipException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedGzipException(String what) {
      super("malformed gzip: " + what, null, false, false);
    }
  }

  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private final byte[] beyond = new byte[1];

  /** Returns how many bytes a member says that it inflates to: 0 … 2³² − 1. */
  static long announcedBytes(byte[] bytes, int length) throws MalformedGzipException {
    if (length < HEADER_BYTES + TRAILER_BYTES) {
      throw new MalformedGzipException("only " + length + " bytes");
    }
    return readInt(bytes, length - 4);
  }

  /**
   * Inflates a member.
   *
   * @param target has room for at least {@code announcedBytes}
   * @throws MalformedGzipException if it is not one, or inflates to another length
   */
  void inflate(byte[] bytes, int length, byte[] target, int announcedBytes)
      throws MalformedGzipException {
    int begin = headerLength(bytes, length);
    int end = length - TRAILER_BYTES;
    inflater.reset();
    inflater.setInput(bytes, begin, end - begin);
    int inflated = inflateInto(target, announcedBytes);
    if (inflated != announcedBytes || !inflater.finished() || inflater.getRemaining() != 0) {
      throw new MalformedGzipException(inflated + " bytes inflated of " + announcedBytes
          + " announced, " + inflater.getRemaining() + " bytes left");
    }
    crc.reset();
    crc.update(target, 0, inflated);
    if (crc.getValue() != readInt(bytes, end)) {
      throw new MalformedGzipException("checksum " + Long.toHexString(crc.getValue()));
    }
  }

  private int inflateInto(byte[] target, int announcedBytes) throws MalformedGzipException {
    try {
      int inflated = inflater.inflate(target, 0, announcedBytes);
      if (!inflater.finished()) {
        // The end of the stream may still be unread; a byte more than announced must not come.
        inflated += inflater.inflate(beyond);
      }
      return inflated;
    } catch (DataFormatException e) {
      throw new MalformedGzipException(String.valueOf(e.getMessage()));
    }
  }

  private static int headerLength(byte[] bytes, int length) throws MalformedGzipException {
    int flags = bytes[3] & 0xff;
    if (bytes[0] != 0x1f || bytes[1] != (byte) 0x8b || bytes[2] != 8) {
      throw new MalformedGzipException("no gzip header");
    }
    if ((flags & FLAGS_RESERVED) != 0) {
      throw new MalformedGzipException("reserved flags " + flags);
    }
    int limit = length - TRAILER_BYTES;
    int at = HEADER_BYTES;
    if ((flags & FLAG_EXTRA) != 0 && at + 2 <= limit) {
      at += 2 + ((bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8);
    }
    if ((flags & FLAG_NAME) != 0) {
      at = afterZero(bytes, at, limit);
    }
    if ((flags & FLAG_COMMENT) != 0) {
      at = afterZero(bytes, at, limit);
    }
    if ((flags & FLAG_HEADER_CRC) != 0) {
      at += 2;
    }
    if (at > limit) {
      throw new MalformedGzipException("header is cut off");
    }
    return at;
  }

  private static int afterZero(byte[] bytes, int from, int limit) {
    int at = from;
    while (at < limit && bytes[at] != 0) {
      at++;
    }
    return at + 1;
  }

  private static long readInt(byte[] bytes, int at) {
    return (bytes[at] & 0xffL)
        | (bytes[at + 1] & 0xffL) << 8
        | (bytes[at + 2] & 0xffL) << 16
        | (bytes[at + 3] & 0xffL) << 24;
  }

  /** Frees the inflater's native memory. */
  @Override
  public void close() {
    inflater.end();
  }
}
