// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.crash.check;

/**
 * What all senders have sent so far.
 *
 * @param sent spans in all requests
 * @param answered spans that were acknowledged or refused
 * @param unknown spans with another answer, or none in time; they may still be counted
 */
public record Traffic(long sent, long answered, long unknown) {
  /** Nothing yet. */
  public static final Traffic NONE = new Traffic(0, 0, 0);

  /** Returns the traffic of two loads. */
  public Traffic plus(Traffic other) {
    return new Traffic(sent + other.sent, answered + other.answered, unknown + other.unknown);
  }
}
