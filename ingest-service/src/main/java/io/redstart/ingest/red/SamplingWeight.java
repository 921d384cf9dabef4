// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import io.redstart.ingest.otlp.ByteSlice;
import io.redstart.model.Weight;

/**
 * Computes from its tracestate how many spans a sampled span stands for. {@code ot=th:c} means that
 * the sampler dropped everything below the threshold T = c0000000000000 of 2⁵⁶, so the span stands
 * for 2⁵⁶ / (2⁵⁶ − T) = 4 spans (OpenTelemetry, "TraceState: Probability Sampling").
 *
 * <pre>
 *   tracestate = member *( "," member )        vendor=x, ot=th:c;rv:0123456789abcd
 *   ot         = "ot=" pair *( ";" pair )
 *   th         = "th:" 1*14 hex digits, trailing zeros omitted
 * </pre>
 */
final class SamplingWeight {
  /** The weight of a span without a valid threshold. */
  static final long NONE = 0;

  /** 2³⁰ spans; no real sampler exceeds this. */
  static final long MAX = 1L << 46;

  private static final int THRESHOLD_DIGITS = 14;
  private static final int THRESHOLD_BITS = 56;
  private static final int FRACTION_BITS = 16;
  private static final int DIVIDED_AT_ONCE_BITS = 62;

  /** The largest weight is 2⁷² / 2²⁶. */
  private static final long KEPT_MIN = 1L << 26;

  private SamplingWeight() {}

  /** Returns the weight in units of {@link Weight}, or {@link #NONE}. */
  static long of(ByteSlice traceState) {
    if (traceState.length() == 0) {
      return NONE;
    }
    byte[] bytes = traceState.bytes();
    int end = traceState.offset() + traceState.length();
    int member = traceState.offset();
    while (member < end) {
      int memberEnd = indexOf(bytes, member, end, ',');
      int at = skipBlanks(bytes, member, memberEnd);
      if (startsWith(bytes, at, memberEnd, 'o', 't', '=')) {
        return ofPairs(bytes, at + 3, memberEnd);
      }
      member = memberEnd + 1;
    }
    return NONE;
  }

  private static long ofPairs(byte[] bytes, int offset, int end) {
    int pair = offset;
    while (pair < end) {
      int pairEnd = indexOf(bytes, pair, end, ';');
      if (startsWith(bytes, pair, pairEnd, 't', 'h', ':')) {
        return ofThreshold(bytes, pair + 3, pairEnd);
      }
      pair = pairEnd + 1;
    }
    return NONE;
  }

  private static long ofThreshold(byte[] bytes, int offset, int endWithBlanks) {
    int end = endWithBlanks;
    while (end > offset && isBlank(bytes[end - 1])) {
      end--;
    }
    int digits = end - offset;
    if (digits == 0 || digits > THRESHOLD_DIGITS) {
      return NONE;
    }
    long threshold = 0;
    for (int i = offset; i < end; i++) {
      int digit = hexDigit(bytes[i]);
      if (digit < 0) {
        return NONE;
      }
      threshold = (threshold << 4) | digit;
    }
    return ofKept((1L << THRESHOLD_BITS) - (threshold << (4 * (THRESHOLD_DIGITS - digits))));
  }

  /** Returns 2⁷² / kept, rounded half up once; kept is 1 … 2⁵⁶. */
  static long ofKept(long kept) {
    if (kept <= KEPT_MIN) {
      return MAX;
    }
    long quotient = (1L << DIVIDED_AT_ONCE_BITS) / kept;
    long rest = (1L << DIVIDED_AT_ONCE_BITS) % kept;
    for (int bit = DIVIDED_AT_ONCE_BITS; bit < THRESHOLD_BITS + FRACTION_BITS; bit++) {
      quotient <<= 1;
      rest <<= 1;
      if (rest >= kept) {
        rest -= kept;
        quotient++;
      }
    }
    return rest << 1 >= kept ? quotient + 1 : quotient;
  }

  /** Accepts upper case too, as the Collector does. */
  private static int hexDigit(byte digit) {
    return Character.digit(digit & 0xff, 16);
  }

  private static boolean startsWith(byte[] bytes, int at, int end, char a, char b, char c) {
    return end - at >= 3 && bytes[at] == a && bytes[at + 1] == b && bytes[at + 2] == c;
  }

  private static int skipBlanks(byte[] bytes, int offset, int end) {
    int at = offset;
    while (at < end && isBlank(bytes[at])) {
      at++;
    }
    return at;
  }

  private static boolean isBlank(byte c) {
    return c == ' ' || c == '\t';
  }

  private static int indexOf(byte[] bytes, int offset, int end, char c) {
    int at = offset;
    while (at < end && bytes[at] != c) {
      at++;
    }
    return at;
  }
}
