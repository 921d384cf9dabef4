// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.sealed;

import io.redstart.model.StoreId;
import io.redstart.wire.MalformedFrameException;
import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * The identity of a store and the version of its layout, in key {@code store} of the default family:
 *
 * <pre>
 *   version   1 byte
 *   id        16 bytes
 *   since     8 bytes
 *   windows   varint count, each a varint: the length of the windows of each tier in milliseconds
 * </pre>
 *
 * @param version the version of the layout of the whole store
 * @param sinceMillis a stamp before everything that the store ever counted
 */
public record StoreHead(int version, StoreId id, long sinceMillis, List<Long> windowsMillis) {
  /** The version of the layout that this version of Redstart writes. */
  public static final int VERSION = 1;

  private static final int TIERS_MAX = 100;

  /** Copies the list. */
  public StoreHead {
    windowsMillis = List.copyOf(windowsMillis);
  }

  byte[] toBytes() {
    WireWriter out = new WireWriter()
        .writeByte(version)
        .writeFixed64(id.high())
        .writeFixed64(id.low())
        .writeFixed64(sinceMillis)
        .writeVarint(windowsMillis.size());
    windowsMillis.forEach(out::writeVarint);
    return out.toByteArray();
  }

  /**
   * Reads a head. Only the version of one that a later version of Redstart wrote is known.
   *
   * @throws MalformedFrameException if the bytes are malformed
   */
  static StoreHead from(byte[] bytes) {
    WireReader in = new WireReader(bytes, 0, bytes.length);
    int version = in.readByte();
    if (version > VERSION) {
      return new StoreHead(version, new StoreId(0, 0), 0, List.of());
    }
    StoreId id = new StoreId(in.readFixed64(), in.readFixed64());
    long sinceMillis = in.readFixed64();
    List<Long> windows = new ArrayList<>();
    for (int left = in.readCount(TIERS_MAX); left > 0; left--) {
      windows.add(in.readVarint());
    }
    return new StoreHead(version, id, sinceMillis, windows);
  }
}
