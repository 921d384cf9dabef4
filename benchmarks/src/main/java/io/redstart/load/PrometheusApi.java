// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
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

/** Sends instant queries to a Prometheus API. */
public final class PrometheusApi {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  /** The newest sample of one series in an answer. */
  public record Sample(Map<String, String> labels, long timeMillis, double value) {
    /** Returns a label's value, or an empty text. */
    public String label(String name) {
      return labels.getOrDefault(name, "");
    }
  }

  /** The answer to an instant query. */
  public record Answer(List<Sample> samples, List<String> warnings) {}

  private final String url;

  /** Creates a client of the API at a URL such as {@code http://localhost:9090}. */
  public PrometheusApi(String url) {
    this.url = url;
  }

  /** Returns the present values. */
  public Answer query(String promql) throws IOException, InterruptedException {
    return send("query=" + encoded(promql));
  }

  /** Returns the values at a time, or the newest ones in a range that ends there. */
  public Answer query(String promql, long atMillis) throws IOException, InterruptedException {
    return send("time=" + BigDecimal.valueOf(atMillis, 3) + "&query=" + encoded(promql));
  }

  private static String encoded(String promql) {
    return URLEncoder.encode(promql, StandardCharsets.UTF_8);
  }

  private Answer send(String form) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/api/v1/query"))
        .timeout(TIMEOUT)
        .header("content-type", "application/x-www-form-urlencoded")
        .POST(HttpRequest.BodyPublishers.ofString(form))
        .build();
    HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    JsonNode answer = JSON.readTree(response.body());
    if (!answer.path("status").asText().equals("success")) {
      throw new IOException(response.statusCode() + " " + response.body());
    }
    List<Sample> samples = new ArrayList<>();
    for (JsonNode sample : answer.path("data").path("result")) {
      Map<String, String> labels = new TreeMap<>();
      sample
          .path("metric")
          .properties()
          .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
      JsonNode range = sample.path("values");
      JsonNode newest = range.isEmpty() ? sample.path("value") : range.path(range.size() - 1);
      samples.add(new Sample(
          labels,
          Math.round(newest.path(0).asDouble() * 1000),
          number(newest.path(1).asText())));
    }
    List<String> warnings = new ArrayList<>();
    answer.path("warnings").forEach(warning -> warnings.add(warning.asText()));
    return new Answer(samples, warnings);
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }
}
