// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.redstart.config.Endpoint;
import io.redstart.model.Labels;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A client of the Prometheus HTTP API. */
final class PrometheusClient {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final String url;

  PrometheusClient(Endpoint endpoint) {
    this.url = "http://" + endpoint;
  }

  /** The answer to an instant query. */
  record QueryAnswer(Map<Labels, Double> samples, List<String> warnings) {}

  /** Evaluates a query now. */
  QueryAnswer query(String promql) {
    JsonNode answer = post("/api/v1/query", "query=" + encode(promql));
    Map<Labels, Double> samples = new TreeMap<>();
    for (JsonNode sample : answer.path("data").path("result")) {
      samples.put(
          labels(sample.path("metric")), value(sample.path("value").path(1).asText()));
    }
    List<String> warnings = new ArrayList<>();
    answer.path("warnings").forEach(warning -> warnings.add(warning.asText()));
    return new QueryAnswer(samples, warnings);
  }

  /** Posts a form, checks that it succeeds, and returns the answer. */
  JsonNode post(String path, String form) {
    JsonNode answer = answer(path, form);
    assertThat(answer.path("status").asText()).as(form + ": " + answer).isEqualTo("success");
    return answer;
  }

  /** Gets a path, checks that it succeeds, and returns the answer. */
  JsonNode get(String path) {
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create(url + path)).build();
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      JsonNode answer = JSON.readTree(response.body());
      assertThat(answer.path("status").asText()).as(path + ": " + answer).isEqualTo("success");
      return answer;
    } catch (Exception e) {
      throw new IllegalStateException(path, e);
    }
  }

  /** Posts a form and returns the answer, which may be an error. */
  JsonNode answer(String path, String form) {
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
          .timeout(Duration.ofSeconds(30))
          .header("content-type", "application/x-www-form-urlencoded")
          .POST(HttpRequest.BodyPublishers.ofString(form))
          .build();
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      return JSON.readTree(response.body());
    } catch (Exception e) {
      throw new IllegalStateException(form, e);
    }
  }

  String url() {
    return url;
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static Labels labels(JsonNode metric) {
    Map<String, String> labels = new TreeMap<>();
    metric
        .properties()
        .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
    return Labels.of(labels);
  }

  static double value(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }
}
