// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redstart.config.SettingsReader;
import io.redstart.ingest.TestMemory;
import io.redstart.ingest.body.ArrayPool;
import io.redstart.ingest.body.BodyLimits;
import io.redstart.ingest.red.SpanFolder;
import io.redstart.ingest.shard.SubmissionOutcome;
import io.redstart.model.CellLayout;
import io.redstart.spanmetrics.SpanMetricsConfig;
import io.redstart.telemetry.Health;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Both doors on one event loop, for senders that write whatever they like. */
final class LoopbackReceiver implements AutoCloseable {
  private static final int MAX_BYTES = 1 << 16;
  private static final int ANSWER_TIMEOUT_MILLIS = 30_000;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final AtomicReference<Throwable> unhandled = new AtomicReference<>();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ArrayPool pool = new ArrayPool(TestMemory.bodies(8 * MAX_BYTES));
  private final Context eventLoop = vertx.getOrCreateContext();
  private final int grpcPort;
  private final int httpPort;

  LoopbackReceiver() {
    vertx.exceptionHandler(thrown -> unhandled.compareAndSet(null, thrown));
    TraceIntake intake = new TraceIntake(
        new SpanFolder(SettingsReader.defaults(SpanMetricsConfig.class), CellLayout.of(), null, 1),
        fold -> Future.succeededFuture(new SubmissionOutcome.Accepted()),
        pool,
        new Backlog(0, Integer.MAX_VALUE),
        new IngestMeters(meters),
        null);
    BodyLimits limits = new BodyLimits(MAX_BYTES, ANSWER_TIMEOUT_MILLIS);
    grpcPort = listen(vertx
        .createHttpServer()
        .requestHandler(new GrpcTraceHandler(
            vertx, intake, limits, GrpcSideServices.create(vertx, new Health()))));
    httpPort = listen(vertx
        .createHttpServer()
        .requestHandler(new HttpTraceHandler(vertx, intake, limits, "/v1/traces")));
  }

  private static int listen(HttpServer server) {
    return await(server.listen(0, "localhost")).actualPort();
  }

  /** Sends a connection's bytes and its end to the gRPC server; returns what was answered. */
  byte[] toGrpc(List<byte[]> chunks) throws IOException {
    return send(grpcPort, chunks);
  }

  /** Sends a connection's bytes and its end to the HTTP server; returns what was answered. */
  byte[] toHttp(List<byte[]> chunks) throws IOException {
    return send(httpPort, chunks);
  }

  private static byte[] send(int port, List<byte[]> chunks) throws IOException {
    try (Socket socket = new Socket(InetAddress.getByName("localhost"), port)) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(ANSWER_TIMEOUT_MILLIS);
      try {
        OutputStream out = socket.getOutputStream();
        for (byte[] chunk : chunks) {
          out.write(chunk);
        }
        socket.shutdownOutput();
        return socket.getInputStream().readAllBytes();
      } catch (SocketException e) {
        return new byte[0]; // Closed, or reset because more came: both are answers.
      }
    }
  }

  /** Fails if a request was answered as a mistake of ours, or holds on to memory. */
  void assertUnharmed() {
    assertThat(unhandled.get()).as("unhandled").isNull();
    double failed =
        meters.get("redstart.ingest.requests").tag("answer", "failed").counters().stream()
            .mapToDouble(counter -> counter.count())
            .sum();
    assertThat(failed).as("requests answered as failed").isZero();
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ANSWER_TIMEOUT_MILLIS);
    long taken = takenBytes();
    while (taken > 0 && System.nanoTime() < deadline) {
      taken = takenBytes();
    }
    assertThat(taken).as("bytes out of the pool").isZero();
  }

  /** Asks the event loop, which by then has heard that the last connection was closed, or soon. */
  private long takenBytes() {
    Promise<Long> taken = Promise.promise();
    eventLoop.runOnContext(now -> taken.complete(pool.takenBytes()));
    return await(taken.future());
  }

  private static <T> T await(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(ANSWER_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (Exception e) {
      throw new IllegalStateException("the event loop does not answer", e);
    }
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
