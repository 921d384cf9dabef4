// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.body;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Inflates one deflate stream from an inflater's input to a target. */
final class DeflateStream {
  private DeflateStream() {}

  /**
   * Inflates to the end of the stream; bytes after it remain in the inflater.
   *
   * @param coding its name in error messages
   * @throws InflationException if it is malformed or cut off, or the target is full
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
