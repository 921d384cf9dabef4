// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.chunk;

import io.redstart.wire.MalformedFrameException;
import io.redstart.wire.WireReader;

/** The first byte of every blob. */
final class BlobVersion {
  private BlobVersion() {}

  /** Reads the version and checks that it is the only one that exists so far. */
  static void check(WireReader in, int expected, String content) {
    int at = in.position();
    int version = in.readByte();
    if (version != expected) {
      throw new MalformedFrameException(
          "version " + version + " of " + content + " is unknown, byte " + at);
    }
  }
}
