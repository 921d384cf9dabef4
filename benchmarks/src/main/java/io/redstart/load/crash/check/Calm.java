// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.crash.check;

/**
 * Whether anything can be missing from an answer. Something can be while a disturbance lasts, also
 * from an answer to a question of before: it was asked of a process that has died since.
 *
 * <p>Safe for all threads.
 */
final class Calm {
  /** How often calm began and ended: even while it is calm. */
  private int changes = 1;

  synchronized void disturbed() {
    changes |= 1;
  }

  synchronized void calm() {
    changes = (changes | 1) + 1;
  }

  /** Returns what {@link #hasLastedSince} compares. */
  synchronized int changes() {
    return changes;
  }

  /** Returns whether it was calm at a time, and all the time since then. */
  synchronized boolean hasLastedSince(int changesThen) {
    return changes == changesThen && changes % 2 == 0;
  }
}
