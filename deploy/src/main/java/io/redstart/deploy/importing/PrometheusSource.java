// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.importing;

import java.io.IOException;
import java.io.InputStream;
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
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/**
 * A Prometheus, or what answers like one. Requests that fail for a reason that can pass are repeated
 * a few times, each time after a longer pause. Used by one thread; its calls block.
 */
final class PrometheusSource {
  private static final int TRIES_MAX = 6;
  private static final long FIRST_PAUSE_MILLIS = 500;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(2);
  private static final int ERROR_MAX_CHARS = 300;
  private static final int OK = 200;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();
  private final String base;
  private final Map<String, String> headers;
  private final LongConsumer pause;
  private long retries;

  /**
   * Creates a client.
   *
   * @param base the address, with the path before {@code /api}
   * @param headers sent with each request
   * @param pause waits for some milliseconds
   */
  PrometheusSource(URI base, Map<String, String> headers, LongConsumer pause) {
    String text = base.toString();
    this.base = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    this.headers = Map.copyOf(headers);
    this.pause = pause;
  }

  /** Returns the values of a label in the series that a selector matches; all if it is empty. */
  List<String> labelValues(String label, String selector, long fromMillis, long throughMillis) {
    String query = selector.isEmpty() ? "" : "?" + form(Map.of("match[]", selector));
    String range = (query.isEmpty() ? "?" : "&") + form(range(fromMillis, throughMillis));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri("/api/v1/label/" + label + "/values" + query + range));
    List<List<String>> found = new ArrayList<>();
    ask(request, json -> found.add(AnswerReader.textsOf(json)));
    return found.get(found.size() - 1);
  }

  /** Passes on the labels of all series that a selector matches; can repeat some. */
  void series(
      String selector, long fromMillis, long throughMillis, Consumer<Map<String, String>> sink) {
    Map<String, String> parameters = range(fromMillis, throughMillis);
    parameters.put("match[]", selector);
    ask(post("/api/v1/series", parameters), json -> AnswerReader.labelSets(json, sink));
  }

  /** Evaluates a query at steps. */
  void range(String query, long fromMillis, long throughMillis, long stepMillis, SeriesSink sink) {
    Map<String, String> parameters = range(fromMillis, throughMillis);
    parameters.put("query", query);
    parameters.put("step", seconds(stepMillis));
    ask(post("/api/v1/query_range", parameters), json -> {
      sink.begin();
      AnswerReader.matrix(json, sink);
    });
  }

  /** Returns how often a request was repeated. */
  long retries() {
    return retries;
  }

  private static Map<String, String> range(long fromMillis, long throughMillis) {
    return new TreeMap<>(Map.of("start", seconds(fromMillis), "end", seconds(throughMillis)));
  }

  private static String seconds(long millis) {
    return BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString();
  }

  private HttpRequest.Builder post(String path, Map<String, String> parameters) {
    return HttpRequest.newBuilder(uri(path))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(HttpRequest.BodyPublishers.ofString(form(parameters)));
  }

  private URI uri(String path) {
    return URI.create(base + path);
  }

  private static String form(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(one -> URLEncoder.encode(one.getKey(), StandardCharsets.UTF_8) + "="
            + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  private void ask(HttpRequest.Builder request, AnswerReader.Data data) {
    headers.forEach(request::setHeader);
    HttpRequest made = request.timeout(ANSWER_TIMEOUT).build();
    long pauseMillis = FIRST_PAUSE_MILLIS;
    for (int left = TRIES_MAX - 1; ; left--) {
      String problem = tryOnce(made, data);
      if (problem.isEmpty()) {
        return;
      }
      if (left == 0) {
        throw new SourceException(base + " " + problem + ", " + TRIES_MAX
            + " times in a row: try again later, the import continues where it ended");
      }
      retries++;
      pause.accept(pauseMillis);
      pauseMillis *= 2;
    }
  }

  /** Returns an empty text, or a problem that can pass. */
  private String tryOnce(HttpRequest request, AnswerReader.Data data) {
    try {
      HttpResponse<InputStream> response =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        int status = response.statusCode();
        if (status == OK) {
          AnswerReader.read(body, data);
          return "";
        }
        String error = AnswerReader.error(new String(body.readAllBytes(), StandardCharsets.UTF_8));
        String problem = "answered " + status + " "
            + error.substring(0, Math.min(error.length(), ERROR_MAX_CHARS));
        if (status != TOO_MANY_REQUESTS && status < SERVER_ERROR) {
          throw new SourceException(base + " " + problem);
        }
        return problem;
      }
    } catch (IOException e) {
      return "does not answer: " + (e.getMessage() == null ? e : e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SourceException("interrupted", e);
    }
  }
}
