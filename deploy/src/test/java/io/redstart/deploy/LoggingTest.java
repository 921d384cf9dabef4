// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.read.ListAppender;
import io.redstart.config.SettingsReader;
import io.redstart.config.SettingsSource;
import io.redstart.telemetry.TelemetryConfig;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LoggingTest {
  private static final String OWN = "logback.configurationFile";

  private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();

  @AfterEach
  void restore() throws Exception {
    System.clearProperty(OWN);
    context.reset();
    new ContextInitializer(context).autoConfig();
  }

  @Test
  void setUp_usesTheLevel() throws Exception {
    Logging.setUp(settings("telemetry.log_level=debug"));

    assertThat(levelOf(Logger.ROOT_LOGGER_NAME)).isEqualTo(Level.DEBUG);
    assertThat(levelOf("com.hazelcast")).isEqualTo(Level.DEBUG);
  }

  @Test
  void setUp_atInfoKeepsLibrariesQuiet() throws Exception {
    Logging.setUp(settings("telemetry.log_level=info"));

    assertThat(levelOf(Logger.ROOT_LOGGER_NAME)).isEqualTo(Level.INFO);
    assertThat(levelOf("com.hazelcast")).isEqualTo(Level.WARN);
  }

  @Test
  void setUp_leavesAConfigurationOfOnesOwnAlone() throws Exception {
    System.setProperty(OWN, "some.xml");
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.ERROR);

    Logging.setUp(settings("telemetry.log_level=debug"));

    assertThat(levelOf(Logger.ROOT_LOGGER_NAME)).isEqualTo(Level.ERROR);
    assertThat(context.getTurboFilterList()).hasAtLeastOneElementOfType(FatalErrorFilter.class);
  }

  @Test
  void unreachableMember_isOneLineWithoutATrace() throws Exception {
    Logging.setUp(settings("telemetry.log_level=info"));
    ListAppender<ILoggingEvent> logged = new ListAppender<>();
    logged.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(logged);
    Logger bus = LoggerFactory.getLogger("io.vertx.core.eventbus.impl.clustered.ClusteredEventBus");

    bus.warn("Connecting to server x failed", new IllegalStateException("Client is closed"));
    for (int i = 0; i < 3; i++) {
      bus.warn(
          "Connecting to server x failed", new IOException(new IOException("no route to host")));
    }
    bus.warn("No pong from server x");

    assertThat(logged.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "event bus: 1 connection to a member failed (unreachable): no route to host",
            "No pong from server x");
    assertThat(logged.list.get(0).getThrowableProxy()).isNull();
  }

  private Level levelOf(String logger) {
    return context.getLogger(logger).getEffectiveLevel();
  }

  private static TelemetryConfig settings(String assignment) throws Exception {
    return SettingsReader.read(
            RedstartConfig.class, SettingsSource.assignments(List.of(assignment)))
        .value()
        .telemetry();
  }
}
