// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.remote.read;

import java.util.List;

/** The forms of an answer, by the numbers of ReadRequest.ResponseType in prompb/remote.proto. */
public enum AnswerForm {
  /** One message with all samples, see {@link SamplesAnswer}. */
  SAMPLES,
  /** A stream of frames with chunks, see {@link ChunksAnswer}. */
  STREAMED_XOR_CHUNKS;

  /**
   * Returns the first form that a client accepts and that exists; samples if it names none.
   *
   * @throws IllegalArgumentException if none of those that it names exists
   */
  static AnswerForm first(List<Integer> accepted) {
    if (accepted.isEmpty()) {
      return SAMPLES;
    }
    for (int number : accepted) {
      if (number >= 0 && number < values().length) {
        return values()[number];
      }
    }
    throw new IllegalArgumentException(
        "server does not support any of the requested response types: " + accepted
            + "; supported: 0 (SAMPLES), 1 (STREAMED_XOR_CHUNKS)");
  }
}
