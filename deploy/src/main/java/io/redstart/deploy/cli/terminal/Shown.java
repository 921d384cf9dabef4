// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli.terminal;

import java.util.Locale;

/** Numbers and texts as a terminal shows them. */
public final class Shown {
  private static final double SMALL = 1e-3;
  private static final double LARGE = 1e15;
  private static final double SECOND_MILLIS = 1_000;

  private Shown() {}

  /** Returns a number with four digits that matter, and no fraction if it is whole. */
  public static String number(double value) {
    double size = Math.abs(value);
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return Double.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
    }
    if (value == Math.rint(value) && size < LARGE) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    if (size < SMALL || size >= LARGE) {
      return String.format(Locale.ROOT, "%.3e", value);
    }
    int whole = size < 1 ? 1 : (int) Math.floor(Math.log10(size)) + 1;
    String text = String.format(Locale.ROOT, "%." + Math.max(0, 4 - whole) + "f", value);
    return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
  }

  /** Returns a share as a percentage. */
  public static String percent(double share) {
    return Double.isNaN(share) ? "-" : number(Math.round(share * 1e4) / 1e2) + " %";
  }

  /** Returns a duration in a unit that fits. */
  public static String millis(double millis) {
    if (Double.isNaN(millis)) {
      return "-";
    }
    return millis < SECOND_MILLIS ? number(millis) + " ms" : number(millis / SECOND_MILLIS) + " s";
  }

  /**
   * Returns a text without control characters. Names come from spans, so anyone who sends spans could
   * otherwise write escape sequences to the terminal.
   */
  public static String text(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "\uFFFD");
  }

  /** Returns a text that is at most as long as allowed; its end is cut off. */
  public static String cut(String text, int max) {
    if (text.codePointCount(0, text.length()) <= max) {
      return text;
    }
    return max < 1 ? "" : text.substring(0, text.offsetByCodePoints(0, max - 1)) + "…";
  }
}
