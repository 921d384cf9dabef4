// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.body;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** One deflate stream, from an inflater that has its input to a target. */
final class DeflateStream {
  private DeflateStream() {}

  /**
   * Inflates to the end of the stream; what stands behind it remains in the inflater.
   *
   * @param coding what to call it in messages
   * @throws InflationException if it is malformed or cut off, or the target takes no more
   */
  static void inflate(String coding, Inflater inflater, InflatedBytes target)
      throws InflationException {
    try {
      while (!inflater.finished()) {
        target.makeRoom();
        int more = inflater.inflate(target.target(), target.at(), target.room());
        target.advance(more);
        if (more == 0 && inflater.needsDictionary()) {
          throw InflationException.malformed(coding, "needs a dictionary");
        }
        if (more == 0 && inflater.needsInput() && !inflater.finished()) {
          throw InflationException.malformed(coding, "cut off");
        }
      }
    } catch (DataFormatException e) {
      throw InflationException.malformed(coding, String.valueOf(e.getMessage()));
    }
  }
}
