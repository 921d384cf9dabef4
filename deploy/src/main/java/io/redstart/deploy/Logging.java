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
    // SLF4J would tell on stderr that it does as it is asked.
    System.setProperty("slf4j.internal.verbosity", "WARN");
    System.setProperty("slf4j.provider", WatchedLogging.class.getName());
    set("defaultLogLevel", level.name().toLowerCase(Locale.ROOT));
    set("showDateTime", "true");
    set("dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
    set("showShortLogName", "true");
    // Vert.x registers some gauges once for each event loop, which Micrometer warns about.
    set("log.io.micrometer.core.instrument.MeterRegistry", "error");
    if (level == LogLevel.INFO) {
      // At this level Hazelcast tells every attempt to connect.
      set("log.com.hazelcast", "warn");
      // It warns, with a stack, where members join at once, and tries again.
      set("log.com.hazelcast.internal.partition", "error");
      // Whoever stops still hears for a moment what it no longer listens to.
      set("log.io.vertx.core.eventbus.impl.MessageConsumerImpl", "error");
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
