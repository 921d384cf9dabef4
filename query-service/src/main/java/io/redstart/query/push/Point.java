// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push;

/**
 * What a label set's samples show at a stamp.
 *
 * @param stampMillis the time of the samples
 */
public record Point(long stampMillis, Kind kind) {
  /** What the samples show. */
  public enum Kind {
    /**
     * The counts before a life begins: zeros, one window before a birth; or the last counts of the
     * life before, at its end and one window before the return.
     */
    BEFORE,
    /** What was counted. */
    COUNT,
    /** The end of the series. */
    END
  }
}
