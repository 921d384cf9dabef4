// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.config.Endpoint;
import io.redstart.config.SettingsException;
import io.redstart.config.SettingsReader;
import io.redstart.config.SettingsSource;
import io.redstart.memory.MemoryPlan;
import io.vertx.core.Future;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaunchTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void start_namesTheSettingOfATakenPort() throws Exception {
    FakeProgram program =
        new FakeProgram(Future.failedFuture(new BindException("Address already in use")));
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThat(start(Role.QUERY, queryAt(port), program)).isFalse();
      assertThat(err.toString().lines())
          .containsExactly(
              "port %d is taken: set query.endpoint (now 127.0.0.1:%d)".formatted(port, port));
    }
    assertThat(program.stops()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cluster.bind", "cluster.event_bus"})
  void start_namesATakenPortOfTheCluster_inOneSentence(String key) throws Exception {
    PrintStream stderr = System.err;
    ByteArrayOutputStream logged = new ByteArrayOutputStream();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String endpoint = "127.0.0.1:" + taken.getLocalPort();
      RedstartConfig settings = settings(key + "=" + endpoint);
      System.setErr(new PrintStream(logged, true, UTF_8));
      assertThat(start(
              Role.AGGREGATOR,
              settings,
              new ClusteredRole(Role.AGGREGATOR, settings, MemoryPlan.ofAll(1L << 30))))
          .isFalse();
      assertThat(err.toString().lines())
          .containsExactly(
              "port %d is taken: set %s (now %s)".formatted(taken.getLocalPort(), key, endpoint));
    } finally {
      System.setErr(stderr);
    }
    assertThat(logged.toString(UTF_8)).isEmpty();
  }

  @Test
  void start_doesNotBlamePorts_forOtherFailures() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      FakeProgram program = new FakeProgram(Future.failedFuture("no space left"));
      assertThat(start(Role.QUERY, queryAt(taken.getLocalPort()), program)).isFalse();
    }
    assertThat(err.toString().lines()).containsExactly("cannot start: no space left");
  }

  @Test
  void isCauseOf_knowsTheErrorsOfNativeTransports() {
    Throwable epoll = new IllegalStateException("bind(..) failed with error(-98)");
    assertThat(TakenPorts.isCauseOf(new IllegalStateException("cannot listen", epoll)))
        .isTrue();
    assertThat(TakenPorts.isCauseOf(new IllegalStateException("cannot read"))).isFalse();
  }

  @Test
  void explain_namesAddressesThatAreNotHere() {
    assertThat(TakenPorts.explain(Map.of("query.endpoint", new Endpoint("192.0.2.1", 0))))
        .singleElement()
        .satisfies(line -> assertThat(line)
            .startsWith("cannot listen on 192.0.2.1:0: ")
            .endsWith(", set query.endpoint"));
  }

  @Test
  void endpoints_areThoseOfTheRole() {
    RedstartConfig settings = SettingsReader.defaults(RedstartConfig.class);
    assertThat(Role.ALL_IN_ONE.endpoints(settings))
        .containsOnlyKeys(List.of(
            "ingest.otlp.protocols.grpc.endpoint",
            "ingest.otlp.protocols.http.endpoint",
            "query.endpoint",
            "query.scrape.endpoint",
            "telemetry.endpoint"));
    assertThat(Role.AGGREGATOR.endpoints(settings))
        .containsOnlyKeys(List.of("cluster.bind", "cluster.event_bus", "telemetry.endpoint"));
  }

  @Test
  void stop_hasTimeToCloseAStore() {
    assertThat(Role.AGGREGATOR.stopSecondsMax()).isGreaterThan(Role.INGEST.stopSecondsMax());
    assertThat(List.of(Role.INGEST, Role.QUERY, Role.DEMO))
        .as("within the 10 s of docker stop")
        .allMatch(role -> role.stopSecondsMax() < 10);
  }

  private boolean start(Role role, RedstartConfig settings, Program program) {
    return new Launch(role, settings, program)
        .start(new PrintWriter(out), new PrintWriter(err), hook -> {});
  }

  private static RedstartConfig queryAt(int port) throws SettingsException {
    return settings("query.endpoint=127.0.0.1:" + port);
  }

  /** Returns settings with one assignment, and free ports for the rest. */
  private static RedstartConfig settings(String assignment) throws SettingsException {
    return SettingsReader.read(
            RedstartConfig.class,
            SettingsSource.assignments(List.of(
                "telemetry.endpoint=127.0.0.1:0",
                "query.scrape.endpoint=127.0.0.1:0",
                "cluster.bind=127.0.0.1:0",
                "cluster.event_bus=127.0.0.1:0",
                assignment)))
        .value();
  }
}
