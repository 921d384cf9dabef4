// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.outgoing;

/** What became of an attempt to send a request. */
public sealed interface SendResult {
  /**
   * The receiver accepted the request.
   *
   * @param refused how many of its spans or samples it did not accept
   * @param why its reason; empty if it accepted all
   */
  record Delivered(long refused, String why) implements SendResult {
    /** The receiver accepted all. */
    public static final Delivered ALL = new Delivered(0, "");
  }

  /** The receiver will never accept it. */
  record Refused(String why) implements SendResult {}

  /**
   * Another attempt may succeed.
   *
   * @param waitMillis the shortest wait that the receiver asks for, or 0
   * @param mayHaveArrived whether the receiver may have accepted the request nevertheless
   */
  record Failed(String why, long waitMillis, boolean mayHaveArrived) implements SendResult {}
}
