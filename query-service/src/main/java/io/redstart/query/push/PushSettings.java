// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push;

import io.redstart.outgoing.OutgoingConnection;
import java.time.Duration;

/** The settings that all receivers have. */
public interface PushSettings {
  /** The largest number of samples in a request. */
  int SAMPLES_MAX = 1_000_000;

  /** Returns whether anything is sent. */
  boolean isOn();

  /** Returns how the receiver is reached; only if anything is sent. */
  OutgoingConnection connection();

  /** Returns the distance between two stamps. */
  Duration interval();

  /** Returns after how many samples a request ends. */
  int samplesMax();

  /** Returns the folder of the position. */
  String path();

  /**
   * Checks all settings.
   *
   * @throws IllegalArgumentException at the first mistake
   */
  static void check(Duration timeout, Duration interval, int samplesMax, String path) {
    checkMillis("timeout", timeout);
    checkMillis("interval", interval);
    if (samplesMax < 1 || samplesMax > SAMPLES_MAX) {
      throw new IllegalArgumentException(
          "samples_max must be 1 to " + SAMPLES_MAX + ", not " + samplesMax);
    }
    if (path.isBlank()) {
      throw new IllegalArgumentException("path is empty: it needs a folder");
    }
  }

  private static void checkMillis(String key, Duration duration) {
    if (duration.toMillis() < 1) {
      throw new IllegalArgumentException(key + " must be 1ms or longer");
    }
  }
}
