// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push;

/** The outcome of a request. */
public sealed interface SendResult {
  /**
   * The receiver has the samples.
   *
   * @param refused how many of them it did not accept
   * @param why its reason; empty if it accepted all
   */
  record Delivered(long refused, String why) implements SendResult {}

  /** The receiver will never accept the request. */
  record Refused(String why) implements SendResult {}

  /**
   * The receiver may accept the request later.
   *
   * @param waitMillis how long it asks to wait, or 0
   */
  record Failed(String why, long waitMillis) implements SendResult {}
}
