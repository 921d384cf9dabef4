// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.outgoing;

import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** The header {@code Retry-After} (RFC 9110, 10.2.3). */
final class RetryAfter {
  private RetryAfter() {}

  /** Returns how long to wait, or 0 if the header is missing or malformed. */
  static long millis(@Nullable String header, long nowMillis) {
    if (header == null) {
      return 0;
    }
    String text = header.strip();
    try {
      return text.matches("[0-9]{1,9}")
          ? Long.parseLong(text) * 1_000
          : Math.max(0, dateMillis(text) - nowMillis);
    } catch (DateTimeParseException e) {
      return 0;
    }
  }

  private static long dateMillis(String text) {
    return Instant.from(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME))
        .toEpochMilli();
  }
}
