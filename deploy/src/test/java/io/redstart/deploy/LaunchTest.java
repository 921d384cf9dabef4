// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.config.Endpoint;
import io.redstart.config.SettingsException;
import io.redstart.config.SettingsReader;
import io.redstart.config.SettingsSource;
import io.vertx.core.Future;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
            "telemetry.endpoint"));
    assertThat(Role.AGGREGATOR.endpoints(settings))
        .containsOnlyKeys(List.of("cluster.bind", "cluster.event_bus", "telemetry.endpoint"));
  }

  private boolean start(Role role, RedstartConfig settings, Program program) {
    return new Launch(role, settings, program)
        .start(new PrintWriter(out), new PrintWriter(err), hook -> {});
  }

  private static RedstartConfig queryAt(int port) throws SettingsException {
    return SettingsReader.read(
            RedstartConfig.class,
            SettingsSource.assignments(List.of(
                "query.endpoint=127.0.0.1:" + port,
                "telemetry.endpoint=127.0.0.1:0",
                "cluster.bind=127.0.0.1:0",
                "cluster.event_bus=127.0.0.1:0")))
        .value();
  }
}
