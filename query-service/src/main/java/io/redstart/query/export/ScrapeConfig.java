// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.export;

import io.redstart.auth.AuthConfig;
import io.redstart.config.Endpoint;
import io.redstart.config.HttpPortConfig;
import io.redstart.config.Setting;
import io.redstart.tls.TlsConfig;
import java.time.Duration;

/**
 * Where and how a Prometheus scrapes the RED metrics.
 *
 * @param endpoint the address to scrape
 * @param http limits the connections there
 * @param auth who may scrape
 * @param tls whether connections are encrypted
 * @param sendTimestamps whether samples carry the stamp of their window
 * @param zeroFor how long a new label set is shown as 0
 */
public record ScrapeConfig(
    @Setting(
        doc = "Where a Prometheus scrapes the RED metrics: `/metrics`",
        byDefault = "localhost:8889")
    Endpoint endpoint,

    HttpPortConfig http,
    AuthConfig auth,
    TlsConfig tls,

    @Setting(
        doc =
            "Whether samples carry the end of the window that they count up to. Then the samples"
                + " in a Prometheus equal those here, and its rates do not depend on when it scrapes."
                + " Without, it takes the time of the scrape, and ends a series as soon as it is missing",
        byDefault = "true")
    boolean sendTimestamps,

    @Setting(
        doc = "How long a new series is exposed as 0 before its count, so that a Prometheus scrapes"
            + " the 0 and its `increase` loses nothing; longer than its `scrape_interval`",
        byDefault = "30s")
    Duration zeroFor) {
  /** Checks the duration. */
  public ScrapeConfig {
    if (zeroFor.isNegative()) {
      throw new IllegalArgumentException("zero_for must be 0s or longer");
    }
  }
}
