// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.redstart.config.Endpoint;
import io.redstart.model.Labels;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the Collector of the tutorial's cluster with the configuration of our overlay: with other
 * addresses, and otherwise as it is. The Collector is the one inside Jaeger v2. Skipped if neither the
 * variable {@code REDSTART_TEST_JAEGER} nor {@code PATH} leads to it.
 */
class TutorialIT {
  private static final Path MANIFEST =
      Path.of("kubernetes", "overlays", "tutorial", "collector.yaml");
  private static final KnownSpans KNOWN = KnownSpans.random(2_000, 4, 20, 9);

  @TempDir
  private Path folder;

  private final int grpcPort = FreePort.find();

  @Test
  void collector_sendsEverySpanPastTailSampling() throws Exception {
    Path program = PeerProgram.find("jaeger", "REDSTART_TEST_JAEGER");
    try (RedstartProcess redstart = RedstartProcess.start("tutorial-it", List.of())) {
      Process collector = start(program, redstart.grpc());
      try {
        SdkSender.send(KNOWN.spans(), SdkSender.grpc(new Endpoint("127.0.0.1", grpcPort)));
        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(
                () -> assertThat(redstart.query().query("sum(calls_total)").samples())
                    .isEqualTo(Map.of(Labels.empty(), (double) KNOWN.spans().size())));
      } finally {
        collector.destroyForcibly();
      }
    }
  }

  private Process start(Path program, Endpoint redstart) throws IOException {
    String config =
        new YAMLMapper().readTree(MANIFEST.toFile()).at("/spec/config").asText();
    Path written = Files.writeString(folder.resolve("collector.yaml"), config);
    Path addresses = Files.writeString(folder.resolve("addresses.yaml"), """
        receivers:
          otlp: {protocols: {grpc: {endpoint: "127.0.0.1:%d"}, http: {endpoint: "127.0.0.1:%d"}}}
        exporters:
          otlp/traces: {endpoint: "127.0.0.1:%d"}
          otlp/redstart: {endpoint: "%s"}
          otlphttp/metrics: {endpoint: "http://127.0.0.1:%d"}
        service: {telemetry: {metrics: {level: none}}}
        """.formatted(
            grpcPort, FreePort.find(), FreePort.find(), redstart, FreePort.find()));
    Process collector = PeerProgram.start(
        "tutorial-it-collector",
        program,
        List.of("--config", written.toString(), "--config", addresses.toString()));
    await().atMost(Duration.ofSeconds(60)).until(() -> !collector.isAlive() || receives());
    assertThat(collector.isAlive())
        .as("runs, see target/tutorial-it-collector.log")
        .isTrue();
    return collector;
  }

  private boolean receives() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), grpcPort)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
