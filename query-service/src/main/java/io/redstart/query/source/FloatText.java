// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import com.fasterxml.jackson.core.io.schubfach.DoubleToDecimal;

/**
 * Numbers as Prometheus writes them: the fewest digits that read back as the same number (Go's
 * {@code strconv.FormatFloat(x, …, -1, 64)}).
 *
 * <pre>
 *   value     general      plain
 *   3.0       3            3
 *   0.002     0.002        0.002
 *   1e-7      1e-07        0.0000001
 *   1e21      1e+21        1000000000000000000000
 *   ∞         +Inf         +Inf
 * </pre>
 */
public final class FloatText {
  /** Whole numbers below this are doubles exactly, and their own shortest digits. */
  private static final double WHOLE_MAX = 0x1p53;

  private static final double EXPONENT_BELOW = 1e-6;
  private static final double EXPONENT_FROM = 1e21;

  private FloatText() {}

  /** Returns a number as sample values are written: with an exponent below 1e-6 and from 1e21. */
  public static String general(double value) {
    double magnitude = Math.abs(value);
    if (magnitude == 0 || (magnitude >= EXPONENT_BELOW && magnitude < EXPONENT_FROM)) {
      return plain(value);
    }
    return isSpecial(value)
        ? special(value)
        : sign(value) + Decimal.of(magnitude).scientific();
  }

  /** Returns a number without exponent, as {@code le} is written. */
  public static String plain(double value) {
    if (isSpecial(value)) {
      return special(value);
    }
    double magnitude = Math.abs(value);
    if (magnitude < WHOLE_MAX && magnitude == Math.rint(magnitude)) {
      return sign(value) + (long) magnitude;
    }
    return sign(value) + Decimal.of(magnitude).plain();
  }

  private static boolean isSpecial(double value) {
    return Double.isNaN(value) || Double.isInfinite(value);
  }

  private static String special(double value) {
    return Double.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
  }

  private static String sign(double value) {
    return Double.doubleToRawLongBits(value) < 0 ? "-" : "";
  }

  /** 0.d₁d₂d₃… × 10^point, without zeros at either end. */
  private record Decimal(String digits, int point) {
    static Decimal of(double magnitude) {
      String text = DoubleToDecimal.toString(magnitude);
      int exponentAt = text.indexOf('E');
      String mantissa = exponentAt < 0 ? text : text.substring(0, exponentAt);
      int exponent = exponentAt < 0 ? 0 : Integer.parseInt(text.substring(exponentAt + 1));
      int dot = mantissa.indexOf('.');
      Decimal decimal =
          trimmed(mantissa.substring(0, dot) + mantissa.substring(dot + 1), dot + exponent);
      return magnitude < Double.MIN_NORMAL ? decimal.oneDigitIfEnough(magnitude) : decimal;
    }

    private static Decimal trimmed(String digits, int point) {
      int start = 0;
      while (digits.charAt(start) == '0') {
        start++;
      }
      int end = digits.length();
      while (digits.charAt(end - 1) == '0') {
        end--;
      }
      return new Decimal(digits.substring(start, end), point - start);
    }

    /** Java's rule gives two digits even where one is enough, which only subnormals can show. */
    private Decimal oneDigitIfEnough(double magnitude) {
      if (digits.length() != 2) {
        return this;
      }
      int rounded = (Integer.parseInt(digits) + 5) / 10;
      Decimal shorter = trimmed(rounded + "0", point + (rounded == 10 ? 1 : 0));
      return Double.parseDouble(shorter.scientific()) == magnitude ? shorter : this;
    }

    String plain() {
      if (point <= 0) {
        return "0." + "0".repeat(-point) + digits;
      }
      if (point >= digits.length()) {
        return digits + "0".repeat(point - digits.length());
      }
      return digits.substring(0, point) + "." + digits.substring(point);
    }

    String scientific() {
      int exponent = point - 1;
      String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
      String padding = Math.abs(exponent) < 10 ? "0" : "";
      return digits.charAt(0)
          + fraction
          + (exponent < 0 ? "e-" : "e+")
          + padding
          + Math.abs(exponent);
    }
  }
}
