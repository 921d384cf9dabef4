// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import io.redstart.config.TelemetryConfig.LogLevel;
import java.util.Locale;

/** Sets up what is logged and how: to stderr, a line with its time, level, thread and origin. */
final class Logging {
  private static final String PREFIX = "org.slf4j.simpleLogger.";

  private Logging() {}

  /**
   * Sets up logging. It must come before the first logger is made; settings that were given to the
   * JVM stay.
   */
  static void setUp(LogLevel level) {
    set("defaultLogLevel", level.name().toLowerCase(Locale.ROOT));
    set("showDateTime", "true");
    set("dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
    set("showShortLogName", "true");
    // Vert.x registers some gauges once for each event loop, which Micrometer warns about.
    set("log.io.micrometer.core.instrument.MeterRegistry", "error");
    if (level == LogLevel.INFO) {
      // At this level Hazelcast tells every attempt to connect.
      set("log.com.hazelcast", "warn");
      // And Netty every frame that was under way when a call was refused.
      set("log.io.netty.handler.codec.http2.DefaultHttp2ConnectionDecoder", "warn");
    }
  }

  private static void set(String name, String value) {
    if (System.getProperty(PREFIX + name) == null) {
      System.setProperty(PREFIX + name, value);
    }
  }
}
