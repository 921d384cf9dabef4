// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.otlp;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON as the Collector does, by Go's {@code encoding/json} without HTML escapes: {@code
 * {"a":[1,0.5,"x"]}}. As there, a value that JSON cannot hold makes the whole text empty.
 */
final class JsonText {
  private static final double EXPONENT_BELOW = 1e-6;
  private static final double EXPONENT_FROM = 1e21;
  private static final MathContext ONE_DIGIT = new MathContext(1);

  private JsonText() {}

  static String of(Object value) {
    StringBuilder text = new StringBuilder();
    return append(text, value) ? text.toString() : "";
  }

  /** Appends a value; returns whether JSON can hold it. */
  private static boolean append(StringBuilder text, @Nullable Object value) {
    if (value instanceof String string) {
      appendString(text, string);
    } else if (value instanceof byte[] bytes) {
      appendString(text, Base64.getEncoder().encodeToString(bytes));
    } else if (value instanceof Double number) {
      text.append(isFinite(number) ? number(number) : "");
      return isFinite(number);
    } else if (value instanceof List<?> list) {
      return appendList(text, list);
    } else if (value instanceof Map<?, ?> map) {
      return appendMap(text, map);
    } else {
      text.append(value);
    }
    return true;
  }

  private static boolean appendList(StringBuilder text, List<?> list) {
    String separator = "[";
    for (Object element : list) {
      text.append(separator);
      if (!append(text, element)) {
        return false;
      }
      separator = ",";
    }
    text.append(list.isEmpty() ? "[]" : "]");
    return true;
  }

  private static boolean appendMap(StringBuilder text, Map<?, ?> map) {
    String separator = "{";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      text.append(separator);
      append(text, entry.getKey());
      text.append(':');
      if (!append(text, entry.getValue())) {
        return false;
      }
      separator = ",";
    }
    text.append(map.isEmpty() ? "{}" : "}");
    return true;
  }

  private static void appendString(StringBuilder text, String string) {
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      switch (c) {
        case '"', '\\' -> text.append('\\').append(c);
        case '\b' -> text.append("\\b");
        case '\f' -> text.append("\\f");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (c < ' ' || c == '\u2028' || c == '\u2029') {
            text.append("\\u").append(HexFormat.of().toHexDigits(c));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }

  static boolean isFinite(double number) {
    return Double.isFinite(number);
  }

  /** Returns the shortest digits that identify a finite number, with an exponent as in ES6. */
  static String number(double number) {
    if (number == 0) {
      return 1 / number < 0 ? "-0" : "0";
    }
    BigDecimal shortest = shortest(number).stripTrailingZeros();
    double magnitude = Math.abs(number);
    if (magnitude >= EXPONENT_BELOW && magnitude < EXPONENT_FROM) {
      return shortest.toPlainString();
    }
    String digits = shortest.unscaledValue().abs().toString();
    int exponent = digits.length() - 1 - shortest.scale();
    String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
    String sign = number < 0 ? "-" : "";
    return sign + digits.charAt(0) + fraction + "e" + (exponent < 0 ? "" : "+") + exponent;
  }

  /**
   * Finds the shortest digits that identify the number, and among these the nearest to it. {@link
   * Double#toString} does the same from JDK 19 on, except that it prefers two digits to one. This
   * takes 2 µs at most; rounding the exact value to more and more digits took 200 µs for a value
   * with 700 of them.
   */
  private static BigDecimal shortest(double number) {
    BigDecimal nearest = new BigDecimal(NumberOutput.toString(number, true));
    if (nearest.precision() > 2) {
      return nearest;
    }
    BigDecimal oneDigit = new BigDecimal(number).round(ONE_DIGIT);
    return oneDigit.doubleValue() == number ? oneDigit : nearest;
  }
}
