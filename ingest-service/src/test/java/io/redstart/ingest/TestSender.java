// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * Sends requests of any kind over real connections, and gives back whatever is answered. Whoever
 * sends keeps this: Vert.x closes a client that nobody refers to, with the call that is under way.
 */
public final class TestSender {
  /** Where spans go in OTLP/gRPC. */
  public static final String EXPORT = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

  /** A gRPC message of no spans: five zeros say that it is not compressed, and empty. */
  public static final Buffer NO_SPANS = Buffer.buffer(new byte[5]);

  /** An answer; headers and trailers are one. */
  public record Got(int status, MultiMap headers, Buffer body) {
    /** Returns a header or trailer. */
    public String header(String name) {
      return headers.get(name);
    }
  }

  private final HttpClient http1;
  private final HttpClient http2;

  /** Makes one with connections of its own. */
  public TestSender(Vertx vertx) {
    http1 = vertx.createHttpClient();
    http2 = vertx.createHttpClient(new HttpClientOptions()
        .setProtocolVersion(HttpVersion.HTTP_2)
        .setHttp2ClearTextUpgrade(false));
  }

  /** Returns the client of that version. */
  public HttpClient client(HttpVersion version) {
    return version == HttpVersion.HTTP_2 ? http2 : http1;
  }

  /** Sends a request, with headers as names and values in turn. */
  public Got send(
      HttpVersion version, HttpMethod method, int port, String path, Buffer body, String... headers)
      throws Exception {
    return await(client(version).request(method, port, "localhost", path).compose(request -> {
      for (int i = 0; i < headers.length; i += 2) {
        request.putHeader(headers[i], headers[i + 1]);
      }
      return request
          .send(body)
          .compose(response -> response.body().map(bytes -> {
            MultiMap all = MultiMap.caseInsensitiveMultiMap().addAll(response.headers());
            return new Got(response.statusCode(), all.addAll(response.trailers()), bytes);
          }));
    }));
  }

  /** Posts protobuf over HTTP/1.1. */
  public Got post(int port, Buffer body, String... headers) throws Exception {
    String[] all = new String[headers.length + 2];
    all[0] = "content-type";
    all[1] = "application/x-protobuf";
    System.arraycopy(headers, 0, all, 2, headers.length);
    return send(HttpVersion.HTTP_1_1, HttpMethod.POST, port, "/v1/traces", body, all);
  }

  /** Calls by gRPC; the body is framed. */
  public Got call(int port, String path, Buffer body, String... headers) throws Exception {
    String[] all = new String[headers.length + 4];
    all[0] = "content-type";
    all[1] = "application/grpc";
    all[2] = "te";
    all[3] = "trailers";
    System.arraycopy(headers, 0, all, 4, headers.length);
    return send(HttpVersion.HTTP_2, HttpMethod.POST, port, path, body, all);
  }

  /**
   * Exports no spans by gRPC until it succeeds: a call that crosses a GOAWAY is lost, as everywhere
   * in HTTP/2, and its sender tries again.
   */
  public void callUntilOk(int port) {
    Awaitility.await()
        .ignoreExceptions()
        .until(() -> call(port, EXPORT, NO_SPANS).header("grpc-status").equals("0"));
  }

  /** Waits for a result. */
  public static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
