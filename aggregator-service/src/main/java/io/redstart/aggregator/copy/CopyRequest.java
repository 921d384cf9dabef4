// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.copy;

import io.redstart.wire.Frame;
import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;

/**
 * A question to a {@link CopySource}.
 *
 * <pre>
 *   kind    1 byte, the ordinal of a {@link Kind}
 *   copy    8 bytes
 *   file    varint
 *   offset  varint
 *   length  varint
 * </pre>
 *
 * @param copy random, chosen by who pulls
 * @param file the position of a file in the list of the first reply
 */
record CopyRequest(Kind kind, long copy, int file, long offset, int length) {
  /** What is asked. */
  enum Kind {
    /** To make a copy and list its files; asked again until it is made. */
    BEGIN,
    /** For a range of a file. */
    READ,
    /** For the checksum of a file. */
    SUM,
    /** To remove the copy. */
    END
  }

  private static final Kind[] KINDS = Kind.values();

  static CopyRequest of(Kind kind, long copy) {
    return new CopyRequest(kind, copy, 0, 0, 0);
  }

  Frame toFrame() {
    return new WireWriter()
        .writeByte(kind.ordinal())
        .writeFixed64(copy)
        .writeVarint(file)
        .writeVarint(offset)
        .writeVarint(length)
        .toFrame();
  }

  static CopyRequest from(Frame frame) {
    WireReader in = new WireReader(frame);
    return new CopyRequest(
        KINDS[in.readCount(KINDS.length - 1)],
        in.readFixed64(),
        in.readCount(Integer.MAX_VALUE),
        in.readVarint(),
        in.readCount(CopySource.RANGE_MAX_BYTES));
  }
}
