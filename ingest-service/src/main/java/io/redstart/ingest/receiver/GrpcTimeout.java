// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.receiver;

import org.jspecify.annotations.Nullable;

/**
 * Parses the header {@code grpc-timeout}: up to eight digits and a unit (gRPC over HTTP/2,
 * "Timeout").
 */
final class GrpcTimeout {
  /** The value for a call without a timeout. */
  static final long NONE = 0;

  private static final int DIGITS_MAX = 8;

  private GrpcTimeout() {}

  /**
   * Returns the milliseconds until the sender gives up, 1 or more, or {@link #NONE} if the header
   * is absent or malformed.
   */
  static long millis(@Nullable String header) {
    int digits = header == null ? 0 : header.length() - 1;
    if (header == null || digits < 1 || digits > DIGITS_MAX) {
      return NONE;
    }
    long value = 0;
    for (int i = 0; i < digits; i++) {
      char digit = header.charAt(i);
      if (digit < '0' || digit > '9') {
        return NONE;
      }
      value = value * 10 + digit - '0';
    }
    return inMillis(value, header.charAt(digits));
  }

  private static long inMillis(long value, char unit) {
    return switch (unit) {
      case 'H' -> Math.max(1, value * 3_600_000);
      case 'M' -> Math.max(1, value * 60_000);
      case 'S' -> Math.max(1, value * 1_000);
      case 'm' -> Math.max(1, value);
      case 'u' -> Math.max(1, value / 1_000);
      case 'n' -> Math.max(1, value / 1_000_000);
      default -> NONE;
    };
  }
}
