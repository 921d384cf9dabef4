// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.config.TelemetryConfig.LogLevel;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoggingTest {
  private static final String LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";
  private static final String HAZELCAST = "org.slf4j.simpleLogger.log.com.hazelcast";

  private final Properties before = (Properties) System.getProperties().clone();

  LoggingTest() {
    System.clearProperty(LEVEL);
    System.clearProperty(HAZELCAST);
  }

  @AfterEach
  void restore() {
    System.setProperties(before);
  }

  @Test
  void setUp_takesTheLevel() {
    Logging.setUp(LogLevel.DEBUG);
    assertThat(System.getProperty(LEVEL)).isEqualTo("debug");
    assertThat(System.getProperty(HAZELCAST)).isNull();
  }

  @Test
  void setUp_keepsWhatTheJvmWasGiven() {
    System.setProperty(LEVEL, "trace");
    Logging.setUp(LogLevel.INFO);
    assertThat(System.getProperty(LEVEL)).isEqualTo("trace");
    assertThat(System.getProperty(HAZELCAST)).isEqualTo("warn");
  }
}
