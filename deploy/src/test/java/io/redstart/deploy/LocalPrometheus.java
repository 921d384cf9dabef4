// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.redstart.config.Endpoint;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** A Prometheus on a free loopback port that scrapes nothing. */
final class LocalPrometheus implements AutoCloseable {
  private final Process process;
  private final Endpoint endpoint;

  private LocalPrometheus(Process process, Endpoint endpoint) {
    this.process = process;
    this.endpoint = endpoint;
  }

  /**
   * Starts with settings, without samples.
   *
   * @param folder an empty folder for its files
   */
  static LocalPrometheus start(Path folder, String settings) throws Exception {
    Path prometheus = PeerProgram.find("prometheus", "REDSTART_TEST_PROMETHEUS");
    return start(prometheus, folder, folder.resolve("data"), settings);
  }

  /**
   * Starts with the series of range vectors, as the HTTP API answers them.
   *
   * @param folder an empty folder for its files
   */
  static LocalPrometheus start(Path folder, List<JsonNode> matrices) throws Exception {
    Path prometheus = PeerProgram.find("prometheus", "REDSTART_TEST_PROMETHEUS");
    Path promtool = PeerProgram.find("promtool", "REDSTART_TEST_PROMTOOL");
    Path text = folder.resolve("samples.txt");
    Path data = folder.resolve("data");
    write(matrices, text);
    createBlocks(promtool, text, data);
    return start(prometheus, folder, data, "scrape_configs: []\n");
  }

  private static LocalPrometheus start(Path prometheus, Path folder, Path data, String settings)
      throws Exception {
    return start(prometheus, folder, data, settings, new Endpoint("127.0.0.1", FreePort.find()));
  }

  /**
   * Starts on a port, with the samples that the folder has, to receive remote write and OTLP.
   *
   * @param folder the folder of its files
   * @param options further options of the command line
   */
  static LocalPrometheus receiver(Path folder, Endpoint endpoint, String... options)
      throws Exception {
    Path prometheus = PeerProgram.find("prometheus", "REDSTART_TEST_PROMETHEUS");
    return start(
        prometheus, folder, folder.resolve("data"), "scrape_configs: []\n", endpoint, options);
  }

  private static LocalPrometheus start(
      Path prometheus,
      Path folder,
      Path data,
      String settings,
      Endpoint endpoint,
      String... options)
      throws Exception {
    Path file = Files.writeString(folder.resolve("prometheus.yml"), settings);
    List<String> all = new ArrayList<>(List.of(options));
    Collections.addAll(
        all,
        "--config.file=" + file,
        "--storage.tsdb.path=" + data,
        "--storage.tsdb.retention.time=10y",
        "--web.enable-remote-write-receiver",
        "--web.enable-otlp-receiver",
        "--web.listen-address=" + endpoint);
    Process process = PeerProgram.start("prometheus", prometheus, all);
    LocalPrometheus local = new LocalPrometheus(process, endpoint);
    try {
      await().atMost(Duration.ofSeconds(60)).until(local::isReady);
    } catch (RuntimeException e) {
      local.close();
      throw e;
    }
    return local;
  }

  private static void createBlocks(Path promtool, Path text, Path data) throws Exception {
    Process blocks = new ProcessBuilder(
            promtool.toString(),
            "tsdb",
            "create-blocks-from",
            "openmetrics",
            text.toString(),
            data.toString())
        .redirectErrorStream(true)
        .redirectOutput(new File("target/promtool.log"))
        .start();
    assertThat(blocks.waitFor()).as("promtool, see target/promtool.log").isZero();
  }

  /** Writes the samples in the text format of OpenMetrics. */
  private static void write(List<JsonNode> matrices, Path text) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(text)) {
      for (JsonNode matrix : matrices) {
        for (JsonNode series : matrix) {
          String labels = labels(series.path("metric"));
          for (JsonNode sample : series.path("values")) {
            out.append(labels)
                .append(' ')
                .append(sample.path(1).asText())
                .append(' ')
                .append(sample.path(0).asText())
                .append('\n');
          }
        }
      }
      out.append("# EOF\n");
    }
  }

  private static String labels(JsonNode metric) {
    StringJoiner labels = new StringJoiner(",", metric.path("__name__").asText() + "{", "}");
    for (Map.Entry<String, JsonNode> label : metric.properties()) {
      if (!label.getKey().equals("__name__")) {
        String value = label.getValue().asText();
        String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        labels.add(label.getKey() + "=\"" + escaped + "\"");
      }
    }
    return labels.toString();
  }

  private boolean isReady() {
    assertThat(process.isAlive()).as("prometheus, see target/prometheus.log").isTrue();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + endpoint + "/-/ready")).build();
    try {
      return HttpClient.newHttpClient()
              .send(request, HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  PrometheusClient query() {
    return new PrometheusClient(endpoint);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
