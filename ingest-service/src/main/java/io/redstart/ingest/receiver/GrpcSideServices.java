// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.receiver;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceProto;
import io.redstart.telemetry.Health;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.health.HealthService;
import io.vertx.grpc.reflection.ReflectionService;
import io.vertx.grpc.server.GrpcProtocol;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import io.vertx.grpc.server.Service;

/**
 * Serves the other calls on the port of OTLP/gRPC: {@code grpc.health.v1.Health} and reflection.
 * All further calls are UNIMPLEMENTED.
 *
 * <p>The trace service is SERVING while the process is ready. The server as a whole, which has the
 * empty name, is SERVING whenever it answers (vertx-grpc-health leaves no choice).
 */
public final class GrpcSideServices {
  private static final ServiceDescriptor TRACE_SERVICE =
      TraceServiceProto.getDescriptor().findServiceByName("TraceService");

  private GrpcSideServices() {}

  /** Returns the handler of all requests that are not {@code TraceService/Export}. */
  public static Handler<HttpServerRequest> create(Vertx vertx, Health health) {
    GrpcServerOptions options = new GrpcServerOptions()
        .removeEnabledProtocol(GrpcProtocol.WEB)
        .removeEnabledProtocol(GrpcProtocol.WEB_TEXT)
        .removeEnabledProtocol(GrpcProtocol.TRANSCODING);
    HealthService healthService = HealthService.create(vertx)
        .register(
            TRACE_SERVICE.getFullName(),
            () -> Future.succeededFuture(health.problems().isEmpty()));
    return GrpcServer.server(vertx, options)
        .addService(healthService)
        .addService(new DescribedOnly())
        .addService(ReflectionService.v1());
  }

  /** Shows the trace service to reflection; its call is handled by {@link GrpcTraceHandler}. */
  private static final class DescribedOnly implements Service {
    @Override
    public ServiceName name() {
      return ServiceName.create(TRACE_SERVICE.getFullName());
    }

    @Override
    public ServiceDescriptor descriptor() {
      return TRACE_SERVICE;
    }

    @Override
    public void bind(GrpcServer server) {
      // Nothing to bind: no calls get here.
    }
  }
}
