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
     * What was counted before a life: zeros one window before a birth, or the counts that a life
     * ended with, there and one window before a return.
     */
    BEFORE,
    /** What was counted. */
    COUNT,
    /** The end of the series. */
    END
  }
}
