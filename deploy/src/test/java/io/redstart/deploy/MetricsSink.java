// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Receives OTLP metrics over HTTP and keeps the latest request of each path. */
final class MetricsSink implements AutoCloseable {
  private final Map<String, ExportMetricsServiceRequest> lastByPath = new ConcurrentHashMap<>();
  private final HttpServer server;

  private MetricsSink(HttpServer server) {
    this.server = server;
  }

  static MetricsSink start() throws IOException {
    MetricsSink sink = new MetricsSink(
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    sink.server.createContext("/", sink::receive);
    sink.server.start();
    return sink;
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      lastByPath.put(
          exchange.getRequestURI().getPath(),
          ExportMetricsServiceRequest.parseFrom(exchange.getRequestBody()));
      exchange.getResponseHeaders().set("content-type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
    }
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  /** Returns the latest request, or an empty one. */
  ExportMetricsServiceRequest last(String path) {
    return lastByPath.getOrDefault(path, ExportMetricsServiceRequest.getDefaultInstance());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
