// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.redstart.deploy.cli.CommandRun;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code redstart doctor} on a real Jaeger; skipped without one. */
class DoctorIT {
  @TempDir
  private Path folder;

  @Test
  void doctor_findsTheReasonAndThenNothing() throws Exception {
    PeerProgram.find("jaeger", "REDSTART_TEST_JAEGER");
    try (RedstartProcess redstart = RedstartProcess.start("doctor-it", List.of());
        JaegerPeer jaeger = new JaegerPeer("doctor-it-jaeger", folder, redstart)) {
      CommandRun before = doctor(redstart, jaeger);
      assertThat(before.code()).isEqualTo(1);
      assertThat(before.out())
          .contains("fail  spans: none has arrived", "fail  services: Jaeger has no traces");

      // Jaeger passes the spans on to Redstart.
      ExportTraceServiceRequest spans = ObservedRedstart.spans();
      LocalRedstart.assertAcknowledged(HttpClient.newHttpClient(), jaeger.otlpUrl(), spans);
      await()
          .atMost(Duration.ofSeconds(90))
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(() -> {
            CommandRun after = doctor(redstart, jaeger);
            assertThat(after.out()).contains("all is well");
            assertThat(after.code()).isZero();
          });
    }
  }

  private static CommandRun doctor(RedstartProcess redstart, JaegerPeer jaeger) {
    return CommandRun.of(
        InstantSource.system(),
        "doctor",
        "--url",
        redstart.query().url(),
        "--jaeger",
        jaeger.url());
  }
}
