// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.outgoing;

/** A kind of OTLP request. */
public enum OtlpSignal {
  /** Spans. */
  TRACES("/opentelemetry.proto.collector.trace.v1.TraceService/Export", "/v1/traces"),
  /** Metrics. */
  METRICS("/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", "/v1/metrics");

  private final String grpcPath;
  private final String httpPath;

  OtlpSignal(String grpcPath, String httpPath) {
    this.grpcPath = grpcPath;
    this.httpPath = httpPath;
  }

  /** Returns the path of requests, below the path of an endpoint. */
  String path(OtlpProtocol protocol, String base) {
    return protocol == OtlpProtocol.GRPC
        ? grpcPath
        : base.endsWith(httpPath) ? base : base + httpPath;
  }
}
