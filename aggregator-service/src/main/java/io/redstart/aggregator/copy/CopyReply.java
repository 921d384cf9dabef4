// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.copy;

import io.redstart.aggregator.store.StoreException;
import io.redstart.wire.Frame;
import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * The answers of a {@link CopySource}: a state, then what was asked for.
 *
 * <pre>
 *   REFUSED  1 byte   reason   string
 *   WAIT     1 byte            the copy is being made: ask again
 *   DONE     1 byte
 *     BEGIN           commit   varint
 *                     files    varint count, each a name (string) and a size (varint)
 *     READ            bytes    length and bytes
 *     SUM             checksum 8 bytes
 * </pre>
 */
final class CopyReply {
  private static final int REFUSED = 0;
  private static final int WAIT = 1;
  private static final int DONE = 2;

  private CopyReply() {}

  static Frame refused(String reason) {
    return new WireWriter().writeByte(REFUSED).writeString(reason).toFrame();
  }

  static Frame waiting() {
    return new WireWriter().writeByte(WAIT).toFrame();
  }

  static Frame begun(CopyList list) {
    WireWriter out = new WireWriter()
        .writeByte(DONE)
        .writeVarint(list.commit())
        .writeVarint(list.files().size());
    list.files().forEach(file -> out.writeString(file.name()).writeVarint(file.sizeBytes()));
    return out.toFrame();
  }

  static Frame range(byte[] bytes, int length) {
    return new WireWriter(length + Long.BYTES)
        .writeByte(DONE)
        .writeBytes(bytes, 0, length)
        .toFrame();
  }

  static Frame sum(long checksum) {
    return new WireWriter().writeByte(DONE).writeFixed64(checksum).toFrame();
  }

  static Frame ended() {
    return new WireWriter().writeByte(DONE).toFrame();
  }

  /** Returns whether the question must be asked again. */
  static boolean isWaiting(Frame reply) {
    return new WireReader(reply).readByte() == WAIT;
  }

  /**
   * Returns a reader of what was asked for.
   *
   * @throws StoreException if the source refused
   */
  static WireReader done(Frame reply) {
    WireReader in = new WireReader(reply);
    if (in.readByte() != DONE) {
      throw new StoreException("the copied aggregator refuses: " + in.readString());
    }
    return in;
  }

  static CopyList list(WireReader in) {
    long commit = in.readVarint();
    List<CopyList.CopiedFile> files = new ArrayList<>();
    for (int left = in.readCount(CopyList.FILES_MAX); left > 0; left--) {
      files.add(new CopyList.CopiedFile(in.readString(), in.readVarint()));
    }
    return new CopyList(commit, files);
  }
}
