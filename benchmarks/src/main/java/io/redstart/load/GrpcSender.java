// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.client.InvalidStatusException;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import java.util.concurrent.TimeUnit;

/** Sends pre-encoded bodies over OTLP/gRPC, on one HTTP/2 connection. */
final class GrpcSender implements Sender {
  private static final ServiceMethod<Buffer, Buffer> EXPORT = ServiceMethod.client(
      ServiceName.create("opentelemetry.proto.collector.trace.v1", "TraceService"),
      "Export",
      GrpcMessageEncoder.IDENTITY,
      GrpcMessageDecoder.IDENTITY);

  private final GrpcClient client;
  private final SocketAddress server;
  private final String encoding;
  private final long timeoutMillis;

  GrpcSender(Vertx vertx, LoadConfig config) {
    HttpClientOptions options = new HttpClientOptions()
        .setProtocolVersion(HttpVersion.HTTP_2)
        .setHttp2ClearTextUpgrade(false)
        .setHttp2MultiplexingLimit(config.inFlight());
    client = GrpcClient.client(
        vertx, vertx.createHttpClient(options, new PoolOptions().setHttp2MaxSize(1)));
    server = SocketAddress.inetSocketAddress(config.port(), config.host());
    encoding = config.gzip() ? "gzip" : "identity";
    timeoutMillis = config.requestTimeout().toMillis();
  }

  @Override
  public Future<Reply> send(Workload.Body body) {
    return client
        .request(server, EXPORT)
        .transform((request, failure) ->
            failure == null ? exchange(request, body) : Future.succeededFuture(notSent(failure)))
        .timeout(timeoutMillis, TimeUnit.MILLISECONDS)
        .otherwise(failure -> new Reply(Receipt.UNKNOWN, failure.toString()));
  }

  /** Without a connection no byte of the request was sent, so none of its spans counts. */
  private static Reply notSent(Throwable failure) {
    return new Reply(Receipt.REFUSED, failure.toString());
  }

  private Future<Reply> exchange(GrpcClientRequest<Buffer, Buffer> request, Workload.Body body) {
    request.encoding(encoding);
    request.endMessage(GrpcMessage.message(encoding, Buffer.buffer(body.bytes())));
    return request.response().compose(response -> {
      Buffer[] message = {Buffer.buffer()};
      response.handler(m -> message[0] = m);
      return response
          .end()
          .recover(GrpcSender::unlessStatus)
          .map(ended -> reply(response, message[0]));
    });
  }

  /** Recovers from a status other than OK: Vert.x reports it as a failure, but it is an answer. */
  private static Future<Void> unlessStatus(Throwable failure) {
    return failure instanceof InvalidStatusException
        ? Future.succeededFuture()
        : Future.failedFuture(failure);
  }

  private static Reply reply(GrpcClientResponse<Buffer, Buffer> response, Buffer message) {
    GrpcStatus status = response.status();
    if (status == GrpcStatus.OK) {
      return partial(message.getBytes());
    }
    String details = response.trailers().get("grpc-status-details-bin");
    if (details == null) {
      details = response.headers().get("grpc-status-details-bin");
    }
    boolean refused = status == GrpcStatus.UNAVAILABLE && details != null;
    return new Reply(
        refused ? Receipt.REFUSED : Receipt.UNKNOWN, status + ": " + response.statusMessage());
  }

  static Reply partial(byte[] message) {
    try {
      ExportTraceServiceResponse response = ExportTraceServiceResponse.parseFrom(message);
      return response.getPartialSuccess().getRejectedSpans() == 0
          ? new Reply(Receipt.ACKNOWLEDGED, "")
          : new Reply(Receipt.PARTIAL, response.getPartialSuccess().getErrorMessage());
    } catch (InvalidProtocolBufferException e) {
      return new Reply(Receipt.UNKNOWN, e.toString());
    }
  }

  @Override
  public Future<Void> close() {
    return client.close();
  }
}
