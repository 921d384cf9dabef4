// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.otlp;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Reads single values of protobuf's JSON. Anything else fails with an {@link
 * IllegalArgumentException} whose message names the expected type.
 *
 * @see <a href="https://protobuf.dev/programming-guides/json/">ProtoJSON Format</a>
 */
final class JsonValues {
  private static final BigInteger UINT64_MAX =
      BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE);

  private static final BigInteger INT64_MIN = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger INT64_MAX = BigInteger.valueOf(Long.MAX_VALUE);
  private static final long UINT32_MAX = 0xffff_ffffL;

  /** 2⁶⁴ has 20 digits; numbers with more digits before the point are rejected unconverted. */
  private static final int DIGITS_MAX = 20;

  private static final int NUMBER_LENGTH_MAX = 100;

  private JsonValues() {}

  static void requireString(JsonParser parser) {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw wanted("string");
    }
  }

  private static String string(JsonParser parser) throws IOException {
    requireString(parser);
    return parser.getText();
  }

  static boolean bool(JsonParser parser) {
    return switch (parser.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw wanted("true or false");
    };
  }

  /** Reads base64 of either alphabet, padded or not. */
  static byte[] base64(JsonParser parser) throws IOException {
    String text = string(parser).replace('-', '+').replace('_', '/');
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw wanted("base64");
    }
  }

  static byte[] hex(JsonParser parser) throws IOException {
    try {
      return HexFormat.of().parseHex(string(parser));
    } catch (IllegalArgumentException e) {
      throw wanted("pairs of hexadecimal digits");
    }
  }

  static int enumNumber(JsonParser parser, EnumDescriptor type) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      EnumValueDescriptor value = type.findValueByName(parser.getText());
      if (value != null) {
        return value.getNumber();
      }
    }
    try {
      return int32(parser);
    } catch (IllegalArgumentException e) {
      throw wanted("number or name of " + type.getName());
    }
  }

  static int int32(JsonParser parser) throws IOException {
    long number = int64(parser);
    if (number != (int) number) {
      throw wanted("32-bit integer");
    }
    return (int) number;
  }

  static int uint32(JsonParser parser) throws IOException {
    long number = int64(parser);
    if (number < 0 || number > UINT32_MAX) {
      throw wanted("unsigned 32-bit integer");
    }
    return (int) number;
  }

  static long int64(JsonParser parser) throws IOException {
    if (isLong(parser)) {
      return parser.getLongValue();
    }
    BigInteger number = whole(parser);
    if (number.compareTo(INT64_MIN) < 0 || number.compareTo(INT64_MAX) > 0) {
      throw wanted("64-bit integer");
    }
    return number.longValue();
  }

  static long uint64(JsonParser parser) throws IOException {
    BigInteger number = isLong(parser) ? BigInteger.valueOf(parser.getLongValue()) : whole(parser);
    if (number.signum() < 0 || number.compareTo(UINT64_MAX) > 0) {
      throw wanted("unsigned 64-bit integer");
    }
    return number.longValue();
  }

  private static boolean isLong(JsonParser parser) throws IOException {
    return parser.currentToken() == JsonToken.VALUE_NUMBER_INT
        && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
  }

  /** Reads {@code 12}, {@code "12"}, {@code 12.0} or {@code 1.2e1}. */
  private static BigInteger whole(JsonParser parser) throws IOException {
    BigDecimal number = decimal(parser);
    if (number.precision() - (long) number.scale() > DIGITS_MAX
        || number.stripTrailingZeros().scale() > 0) {
      throw wanted("64-bit integer");
    }
    return number.toBigIntegerExact();
  }

  static double decimalDouble(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      switch (parser.getText()) {
        case "NaN" -> {
          return Double.NaN;
        }
        case "Infinity" -> {
          return Double.POSITIVE_INFINITY;
        }
        case "-Infinity" -> {
          return Double.NEGATIVE_INFINITY;
        }
        default -> {}
      }
    }
    boolean isNumber = parser.currentToken().isNumeric();
    double number = isNumber ? parser.getDoubleValue() : decimal(parser).doubleValue();
    if (Double.isInfinite(number)) {
      throw wanted("number within the range of a double");
    }
    return number;
  }

  private static BigDecimal decimal(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token != JsonToken.VALUE_STRING && !token.isNumeric()) {
      throw wanted("number");
    }
    String text = parser.getText();
    try {
      if (text.length() <= NUMBER_LENGTH_MAX) {
        return new BigDecimal(text);
      }
    } catch (NumberFormatException e) {
      throw wanted("number");
    }
    throw wanted("number of at most " + NUMBER_LENGTH_MAX + " characters");
  }

  private static IllegalArgumentException wanted(String what) {
    return new IllegalArgumentException(what + " expected");
  }
}
