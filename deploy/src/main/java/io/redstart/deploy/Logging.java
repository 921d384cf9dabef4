// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import io.redstart.config.TelemetryConfig.LogLevel;
import java.util.Locale;

/** Sets up logging to stderr: one line with its time, level, thread and origin. */
final class Logging {
  private static final String PREFIX = "org.slf4j.simpleLogger.";

  private Logging() {}

  /**
   * Sets up logging. Must be called before the first logger is created. Settings given to the JVM
   * take precedence.
   */
  static void setUp(LogLevel level) {
    // Otherwise SLF4J reports on stderr which provider it uses.
    System.setProperty("slf4j.internal.verbosity", "WARN");
    System.setProperty("slf4j.provider", WatchedLogging.class.getName());
    set("defaultLogLevel", level.name().toLowerCase(Locale.ROOT));
    set("showDateTime", "true");
    set("dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
    set("showShortLogName", "true");
    // Vert.x registers some gauges once for each event loop, which Micrometer warns about.
    set("log.io.micrometer.core.instrument.MeterRegistry", "error");
    if (level == LogLevel.INFO) {
      // At this level Hazelcast logs every attempt to connect.
      set("log.com.hazelcast", "warn");
      // Hazelcast warns with a stack trace when members join at the same time, and then retries.
      set("log.com.hazelcast.internal.partition", "error");
      // A stopping process still receives messages for closed consumers for a moment.
      set("log.io.vertx.core.eventbus.impl.MessageConsumerImpl", "error");
      // Netty logs every frame in flight when a call is refused.
      set("log.io.netty.handler.codec.http2.DefaultHttp2ConnectionDecoder", "warn");
    }
  }

  private static void set(String name, String value) {
    if (System.getProperty(PREFIX + name) == null) {
      System.setProperty(PREFIX + name, value);
    }
  }
}
