// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value.number;

import com.fasterxml.jackson.core.io.schubfach.DoubleToDecimal;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Writes numbers as Prometheus does: the fewest digits that read back as the same number (Go's
 * {@code strconv.FormatFloat(x, …, -1, 64)}).
 *
 * <pre>
 *   value     general      compact   plain
 *   3.0       3            3         3
 *   0.002     0.002        0.002     0.002
 *   1e-7      1e-07        1e-07     0.0000001
 *   1e6       1000000      1e+06     1000000
 *   1e21      1e+21        1e+21     1000000000000000000000
 *   ∞         +Inf         +Inf      +Inf
 * </pre>
 */
public final class FloatText {
  /** Below this every whole number is a double, and its digits are the shortest. */
  private static final double WHOLE_MAX = 0x1p53;

  private static final MathContext TWO_DIGITS = new MathContext(2, RoundingMode.HALF_EVEN);

  private FloatText() {}

  /** Returns a number in the form of sample values: with an exponent below 1e-6 and from 1e21. */
  public static String general(double value) {
    return isSmallWhole(value) ? plain(value) : text(value, -6, 21);
  }

  /** Returns a number as Go's {@code %g} writes it: with an exponent below 1e-4 and from 1e6. */
  public static String compact(double value) {
    return text(value, -4, 6);
  }

  /** Returns a number with two digits, as Go's {@code %.2g} writes it. */
  public static String rough(double value) {
    return isSpecial(value)
        ? special(value)
        : text(new BigDecimal(value).round(TWO_DIGITS).doubleValue(), -4, 2);
  }

  private static String text(double value, int exponentMin, int exponentEnd) {
    if (value == 0 || isSpecial(value)) {
      return plain(value);
    }
    Decimal decimal = Decimal.of(Math.abs(value));
    boolean isPlain = decimal.exponent() >= exponentMin && decimal.exponent() < exponentEnd;
    return sign(value) + (isPlain ? decimal.plain() : decimal.scientific());
  }

  /** Returns a number without an exponent, in the form of {@code le}. */
  public static String plain(double value) {
    if (isSpecial(value)) {
      return special(value);
    }
    double magnitude = Math.abs(value);
    return sign(value)
        + (isSmallWhole(value)
            ? Long.toString((long) magnitude)
            : Decimal.of(magnitude).plain());
  }

  private static boolean isSmallWhole(double value) {
    return Math.abs(value) < WHOLE_MAX && value == Math.rint(value);
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

    /** Shortens two digits to one if that is enough; Java writes two for some subnormals. */
    private Decimal oneDigitIfEnough(double magnitude) {
      if (digits.length() != 2) {
        return this;
      }
      int rounded = (Integer.parseInt(digits) + 5) / 10;
      Decimal shorter = trimmed(rounded + "0", point + (rounded == 10 ? 1 : 0));
      return Double.parseDouble(shorter.scientific()) == magnitude ? shorter : this;
    }

    /** Returns the exponent of ten with one digit before the point. */
    int exponent() {
      return point - 1;
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
      int exponent = exponent();
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
