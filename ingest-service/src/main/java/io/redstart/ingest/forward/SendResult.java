// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.forward;

/** What became of an attempt to send a request. */
sealed interface SendResult {
  /** What a receiver that asks for no particular wait asks for. */
  long NO_HINT_MILLIS = 0;

  /**
   * The receiver accepted the request.
   *
   * @param rejectedSpans how many of its spans it did not accept
   * @param message why
   */
  record Delivered(long rejectedSpans, String message) implements SendResult {}

  /** The receiver will never accept it. */
  record Refused(String why) implements SendResult {}

  /**
   * Another attempt may succeed.
   *
   * @param retryAfterMillis the shortest wait that the receiver asks for, or {@link
   *     #NO_HINT_MILLIS}
   */
  record Failed(String why, long retryAfterMillis) implements SendResult {}

  static SendResult failed(String why) {
    return new Failed(why, NO_HINT_MILLIS);
  }
}
