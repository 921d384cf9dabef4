// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cluster;

/**
 * Decides what to do about the other members' answers to whether they can reach this one.
 *
 * <p>A process that was frozen finds its last answer long ago; so the time counts only together with
 * a number of answers. Thread-safe.
 */
final class Invisibility {
  /** How long the others may be unable to find this member. */
  static final long MILLIS_MAX = 60_000;

  /** Fewer answers than this prove nothing. */
  static final int ANSWERS_MIN = 6;

  /** What to do. */
  enum Verdict {
    /** The member can be reached. */
    FINE,
    /** It cannot, and must register again. */
    REPAIR,
    /** Registering again has not helped. */
    END
  }

  private long firstMillis;
  private int answers;

  /** Adds an answer. */
  synchronized Verdict answered(boolean isVisible, long monotonicMillis) {
    if (isVisible) {
      answers = 0;
      return Verdict.FINE;
    }
    if (answers++ == 0) {
      firstMillis = monotonicMillis;
    }
    boolean isOver = monotonicMillis - firstMillis >= MILLIS_MAX && answers >= ANSWERS_MIN;
    return isOver ? Verdict.END : Verdict.REPAIR;
  }
}
