// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.body;

import java.util.zip.CRC32;
import java.util.zip.Inflater;

/**
 * Inflates {@code gzip} (RFC 1952), one member after the other, with one reused inflater.
 *
 * <pre>
 *   1f 8b 08 FLG  MTIME ×4  XFL OS        FLG: 4 FEXTRA, 8 FNAME, 16 FCOMMENT, 2 FHCRC
 *   [length ×2, extra] [name, 0] [comment, 0] [crc16 ×2]
 *   deflated data
 *   CRC32 ×4  ISIZE ×4                    both of the inflated data, little-endian
 * </pre>
 *
 * <p>The last ISIZE announces the inflated size of a single member, so that a body that is too
 * large is refused at once. A false size gains nothing: the target bounds the inflated bytes.
 */
final class Gunzip implements Inflation {
  private static final String CODING = "gzip";
  private static final int HEADER_BYTES = 10;
  private static final int TRAILER_BYTES = 8;
  private static final int FLAG_HEADER_CRC = 1 << 1;
  private static final int FLAG_EXTRA = 1 << 2;
  private static final int FLAG_NAME = 1 << 3;
  private static final int FLAG_COMMENT = 1 << 4;
  private static final int FLAGS_RESERVED = 0xe0;

  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();

  @Override
  public void inflate(byte[] bytes, int length, InflatedBytes target) throws InflationException {
    if (length < HEADER_BYTES + TRAILER_BYTES) {
      throw InflationException.malformed(CODING, "only " + length + " bytes");
    }
    target.expect(readInt(bytes, length - 4));
    int at = 0;
    while (at < length) {
      at = member(bytes, at, length, target);
    }
  }

  /** Inflates the member at {@code begin}; returns its end. */
  private int member(byte[] bytes, int begin, int length, InflatedBytes target)
      throws InflationException {
    int data = headerEnd(bytes, begin, length);
    int inflatedBefore = target.length();
    inflater.reset();
    inflater.setInput(bytes, data, length - data);
    DeflateStream.inflate(CODING, inflater, target);
    int trailer = length - inflater.getRemaining();
    if (length - trailer < TRAILER_BYTES) {
      throw InflationException.malformed(CODING, "cut off");
    }
    int inflated = target.length() - inflatedBefore;
    if (inflated != readInt(bytes, trailer + 4)) {
      throw InflationException.malformed(
          CODING, inflated + " bytes inflated of " + readInt(bytes, trailer + 4) + " announced");
    }
    crc.reset();
    crc.update(target.array(), inflatedBefore, inflated);
    if (crc.getValue() != readInt(bytes, trailer)) {
      throw InflationException.malformed(CODING, "checksum " + Long.toHexString(crc.getValue()));
    }
    return trailer + TRAILER_BYTES;
  }

  private int headerEnd(byte[] bytes, int begin, int length) throws InflationException {
    if (length - begin < HEADER_BYTES
        || bytes[begin] != 0x1f
        || bytes[begin + 1] != (byte) 0x8b
        || bytes[begin + 2] != 8) {
      throw InflationException.malformed(CODING, "no gzip header at byte " + begin);
    }
    int flags = bytes[begin + 3] & 0xff;
    if ((flags & FLAGS_RESERVED) != 0) {
      throw InflationException.malformed(CODING, "reserved flags " + flags);
    }
    int at = begin + HEADER_BYTES;
    if ((flags & FLAG_EXTRA) != 0 && at + 2 <= length) {
      at += 2 + ((bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8);
    }
    if ((flags & FLAG_NAME) != 0) {
      at = afterZero(bytes, at, length);
    }
    if ((flags & FLAG_COMMENT) != 0) {
      at = afterZero(bytes, at, length);
    }
    int crcBytes = (flags & FLAG_HEADER_CRC) != 0 ? 2 : 0;
    if (at + crcBytes > length) {
      throw InflationException.malformed(CODING, "header is cut off");
    }
    if (crcBytes > 0) {
      checkHeader(bytes, begin, at);
    }
    return at + crcBytes;
  }

  private void checkHeader(byte[] bytes, int begin, int end) throws InflationException {
    crc.reset();
    crc.update(bytes, begin, end - begin);
    if ((crc.getValue() & 0xffff) != ((bytes[end] & 0xff) | (bytes[end + 1] & 0xff) << 8)) {
      throw InflationException.malformed(CODING, "checksum of the header");
    }
  }

  private static int afterZero(byte[] bytes, int from, int length) {
    int at = from;
    while (at < length && bytes[at] != 0) {
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

  @Override
  public void close() {
    inflater.end();
  }
}
