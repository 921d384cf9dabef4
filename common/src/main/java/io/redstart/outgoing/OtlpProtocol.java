// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.outgoing;

/** The protocol of an OTLP receiver. */
public enum OtlpProtocol {
  /** OTLP/gRPC. */
  GRPC,
  /** OTLP/HTTP with protobuf. */
  HTTP;

  /** Returns whether its receivers must speak HTTP/2. */
  public boolean needsHttp2() {
    return this == GRPC;
  }

  /**
   * Returns how requests and answers look.
   *
   * @param failures which statuses of HTTP mean that a request should be sent again
   */
  public OtlpWire wire(Compression compression, HttpFailures failures) {
    return this == GRPC ? new GrpcWire(compression, failures) : new HttpWire(compression, failures);
  }
}
