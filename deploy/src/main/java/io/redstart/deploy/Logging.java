// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import io.redstart.telemetry.TelemetryConfig;
import io.redstart.telemetry.TelemetryConfig.LogFormat;
import io.redstart.telemetry.TelemetryConfig.LogLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets up Logback: lines of text or JSON on stderr, written by a thread of their own, so that a slow
 * terminal or pipe never stops an event loop. If that thread falls behind by {@value #QUEUE_EVENTS}
 * lines, further lines are lost.
 */
final class Logging {
  /** Names the file of someone who configures Logback on their own; it then wins over settings. */
  private static final String OWN_CONFIGURATION = "logback.configurationFile";

  private static final int QUEUE_EVENTS = 8192;
  private static final int FLUSH_MILLIS_MAX = 2_000;
  private static final String LINE =
      "%d{\"yyyy-MM-dd'T'HH:mm:ss.SSSXXX\"} [%thread] %level %logger{0} - %msg%n%ex";

  private Logging() {}

  /** Sets up logging, again if it was set up before. */
  static void setUp(TelemetryConfig settings) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    if (System.getProperty(OWN_CONFIGURATION) == null) {
      context.reset();
      set(context, Logger.ROOT_LOGGER_NAME, Level.toLevel(settings.logLevel().name()));
      quieten(context, settings.logLevel());
      context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender(context, settings));
    }
    add(context, new FatalErrorFilter());
    add(context, new MemberConnectionFilter());
  }

  private static void add(LoggerContext context, TurboFilter filter) {
    filter.setContext(context);
    filter.start();
    context.addTurboFilter(filter);
  }

  /** Logs nothing: commands that ask a server print what they have to say. */
  static void quiet() {
    if (System.getProperty(OWN_CONFIGURATION) == null
        && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.reset();
    }
  }

  /** Says that the process is about to stop. */
  static void stopping() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      // Netty warns about a connection that is accepted while its event loop shuts down.
      set(context, "io.netty.bootstrap.ServerBootstrap", Level.ERROR);
    }
  }

  /** Writes the lines that wait, then stops logging; nothing is logged afterwards. */
  static void flush() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.stop();
    }
  }

  private static void quieten(LoggerContext context, LogLevel level) {
    // Vert.x registers some gauges once for each event loop, and Micrometer warns about it.
    set(context, "io.micrometer.core.instrument.MeterRegistry", Level.ERROR);
    if (level == LogLevel.INFO) {
      // At INFO Hazelcast logs every attempt to connect.
      set(context, "com.hazelcast", Level.WARN);
      // Hazelcast warns, with a stack trace, when members join at the same time, and tries again.
      set(context, "com.hazelcast.internal.partition", Level.ERROR);
      set(context, "com.hazelcast.spi.impl.eventservice", Level.ERROR);
      // Messages still arrive for a moment after a consumer has unregistered.
      set(context, "io.vertx.core.eventbus.impl.MessageConsumerImpl", Level.ERROR);
      // Netty reports every frame that was under way when a call was refused.
      set(context, "io.netty.handler.codec.http2.DefaultHttp2ConnectionDecoder", Level.WARN);
    }
  }

  private static void set(LoggerContext context, String logger, Level level) {
    context.getLogger(logger).setLevel(level);
  }

  private static AsyncAppender appender(LoggerContext context, TelemetryConfig settings) {
    ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
    stderr.setContext(context);
    stderr.setTarget("System.err");
    stderr.setEncoder(encoder(context, settings.logFormat()));
    stderr.start();
    AsyncAppender async = new AsyncAppender();
    async.setContext(context);
    async.setQueueSize(QUEUE_EVENTS);
    async.setNeverBlock(true);
    async.setDiscardingThreshold(0); // otherwise INFO is lost while a fifth of the queue is free
    async.setMaxFlushTime(FLUSH_MILLIS_MAX);
    async.addAppender(stderr);
    async.start();
    return async;
  }

  private static Encoder<ILoggingEvent> encoder(LoggerContext context, LogFormat format) {
    return switch (format) {
      case TEXT -> {
        PatternLayoutEncoder text = new PatternLayoutEncoder();
        text.setContext(context);
        text.setPattern(LINE);
        text.start();
        yield text;
      }
      case JSON -> {
        JsonEncoder json = new JsonEncoder();
        json.setContext(context);
        json.setWithSequenceNumber(false);
        json.setWithNanoseconds(false);
        json.setWithContext(false);
        json.setWithMDC(false);
        json.setWithMessage(false);
        json.setWithArguments(false);
        json.setWithFormattedMessage(true);
        json.start();
        yield json;
      }
    };
  }
}
