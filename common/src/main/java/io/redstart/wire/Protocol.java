// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import java.util.OptionalInt;

/**
 * The versions of the messages in this package. Members announce the range of versions that they
 * speak, and two members use the highest one that both speak (docs/rules.md, P5).
 *
 * <pre>
 *   we speak    they speak    common
 *   1 … 1       1 … 3         1
 *   2 … 4       1 … 3         3
 *   1 … 1       2 … 3         none: they are missed, but neither read nor sent to
 * </pre>
 *
 * <p>The {@link Announcement} itself must be readable across all versions: its fields never change,
 * and new ones are appended. Everything else may change with the version. An address belongs to
 * version 1; a member that speaks a later version as well listens at further addresses for it.
 */
public final class Protocol {
  /** The least version that this member speaks. */
  public static final int LEAST = 1;

  /** The greatest version that this member speaks. */
  public static final int GREATEST = 1;

  private Protocol() {}

  /** Returns the highest version that this member and one with the given range speak. */
  public static OptionalInt common(int least, int greatest) {
    return common(LEAST, GREATEST, least, greatest);
  }

  /** Returns the highest version in both of two ranges. */
  static OptionalInt common(int least, int greatest, int otherLeast, int otherGreatest) {
    int highest = Math.min(greatest, otherGreatest);
    return highest >= Math.max(least, otherLeast) ? OptionalInt.of(highest) : OptionalInt.empty();
  }
}
