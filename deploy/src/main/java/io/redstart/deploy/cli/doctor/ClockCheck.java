// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli.doctor;

import io.redstart.deploy.cli.terminal.Findings;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** Compares the clock of a server with the one here. */
final class ClockCheck {
  private static final Duration POOR = Duration.ofSeconds(5);
  private static final Duration BAD = Duration.ofMinutes(1);

  private ClockCheck() {}

  /** Checks the clock by the header {@code Date}; an answer without one shows nothing. */
  static void run(String subject, String date, InstantSource clock, Findings findings) {
    try {
      Instant there =
          ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      run(subject, there, clock, findings);
    } catch (DateTimeException e) {
      // There is none.
    }
  }

  static void run(String subject, Instant there, InstantSource clock, Findings findings) {
    Duration skew = Duration.between(there, clock.instant()).abs();
    if (skew.compareTo(POOR) < 0) {
      findings.ok(subject, "agrees with the one here");
      return;
    }
    String what = "differs by " + skew.toSeconds() + " s from the one here";
    String remedy = "synchronise the clocks (NTP): Jaeger asks for times by its own clock";
    if (skew.compareTo(BAD) < 0) {
      findings.warn(subject, what, remedy);
    } else {
      findings.fail(subject, what, remedy);
    }
  }
}
