// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers requests by the first entry whose text the request contains; 404 without one. */
public final class FakeServer implements AutoCloseable {
  /** A vector without samples. */
  public static final String EMPTY = result("vector", "");

  /** The answer to a request. */
  private record Canned(int status, String body) {}

  private final HttpServer server;
  private final Map<String, Canned> answers = new LinkedHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile String authorization = "";

  /** Starts one on a free loopback port. */
  public FakeServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Answers requests that contain a text; earlier entries win. */
  public synchronized FakeServer on(String text, String body) {
    return on(text, 200, body);
  }

  /** Answers requests that contain a text with a status. */
  public synchronized FakeServer on(String text, int status, String body) {
    answers.putIfAbsent(text, new Canned(status, body));
    return this;
  }

  /** Returns the answer to a query: some samples as the API writes them. */
  public static String result(String type, String... samples) {
    return "{\"status\":\"success\",\"data\":{\"resultType\":\"" + type + "\",\"result\":["
        + String.join(",", samples) + "]}}";
  }

  /** Returns a sample of a vector. */
  public static String sample(String value, String... labels) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < labels.length; i += 2) {
      pairs.add("\"" + labels[i] + "\":\"" + labels[i + 1] + "\"");
    }
    return "{\"metric\":{" + String.join(",", pairs) + "},\"value\":[1000,\"" + value + "\"]}";
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String request = exchange.getRequestURI().getPath() + " "
        + decoded(String.valueOf(exchange.getRequestURI().getRawQuery())) + " " + decoded(form);
    requests.add(request);
    authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    Canned canned = answers.entrySet().stream()
        .filter(one -> request.contains(one.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(new Canned(404, "404 page not found"));
    byte[] body = canned.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(canned.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static String decoded(String form) {
    return URLDecoder.decode(form, StandardCharsets.UTF_8);
  }

  /** Returns its address. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Returns the requests: path, query and form. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /** Returns the header of the last request. */
  public String authorization() {
    return authorization;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
