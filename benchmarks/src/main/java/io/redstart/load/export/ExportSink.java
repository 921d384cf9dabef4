// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.export;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** A receiver of remote write and OTLP/HTTP that accepts everything and keeps only two numbers. */
final class ExportSink implements AutoCloseable {
  private static final int THREADS = 4;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  private ExportSink(HttpServer server) {
    this.server = server;
  }

  static ExportSink start() throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    ExportSink sink = new ExportSink(HttpServer.create(any, 0));
    sink.server.createContext("/", sink::receive);
    sink.server.setExecutor(sink.threads);
    sink.server.start();
    return sink;
  }

  private void receive(HttpExchange exchange) throws IOException {
    bytes.addAndGet(exchange.getRequestBody().readAllBytes().length);
    requests.incrementAndGet();
    exchange.getResponseHeaders().set("content-type", "application/x-protobuf");
    // A sender of remote write 2.0 needs to know that all was written.
    exchange
        .getResponseHeaders()
        .set("x-prometheus-remote-write-samples-written", Integer.toString(Integer.MAX_VALUE));
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  long requests() {
    return requests.get();
  }

  long bytes() {
    return bytes.get();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
