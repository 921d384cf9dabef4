// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.telemetry;

import io.redstart.auth.AuthConfig;
import io.redstart.config.Endpoint;
import io.redstart.config.HttpPortConfig;
import io.redstart.config.Setting;
import io.redstart.tls.TlsConfig;

/**
 * The block {@code telemetry:}.
 *
 * @param endpoint where a process serves its own metrics and its health
 * @param http limits of the connections there
 * @param auth who may read the metrics; health is open to all
 * @param tls whether connections are encrypted
 * @param logLevel the lowest level that is logged
 * @param logFormat the format of a log line
 */
public record TelemetryConfig(
    @Setting(
        doc = "Where a process serves its own `/metrics`, `/health/live` and `/health/ready`",
        byDefault = "localhost:9464")
    Endpoint endpoint,

    HttpPortConfig http,
    AuthConfig auth,
    TlsConfig tls,

    @Setting(doc = "Lowest level that is logged to stderr; `off` logs nothing", byDefault = "info")
    LogLevel logLevel,

    @Setting(
        doc = "Format of a log line: `text` for people, or `json`, one object a line",
        byDefault = "text")
    LogFormat logFormat) {
  /** The lowest level that is logged; each includes those after it. */
  public enum LogLevel {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR,
    OFF
  }

  /** The format of a log line. */
  public enum LogFormat {
    TEXT,
    JSON
  }
}
