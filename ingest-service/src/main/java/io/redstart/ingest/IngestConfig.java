// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest;

import io.redstart.config.Endpoint;
import io.redstart.config.Setting;
import java.time.Duration;

/**
 * The block {@code ingest:}.
 *
 * @param otlp where spans are received, as in the Collector's OTLP receiver
 * @param ackTimeout how long a request may wait for its acknowledgements
 * @param maxRequestsInFlight how many requests an event loop lets wait for theirs
 */
public record IngestConfig(
    OtlpConfig otlp,

    @Setting(
        doc =
            "How long a request waits for the aggregators' acknowledgement; after it the outcome is"
                + " unknown and the sender is told so",
        byDefault = "4s")
    Duration ackTimeout,

    @Setting(
        doc =
            "How many requests per event loop may wait for their acknowledgement; more are refused"
                + " with a hint when to come back",
        byDefault = "4096")
    int maxRequestsInFlight) {
  /** Checks the limits. */
  public IngestConfig {
    if (ackTimeout.isNegative() || ackTimeout.isZero()) {
      throw new IllegalArgumentException("ack_timeout must be longer than 0s");
    }
    if (maxRequestsInFlight < 1) {
      throw new IllegalArgumentException(
          "max_requests_in_flight must be 1 or more, not " + maxRequestsInFlight);
    }
  }

  /**
   * The OTLP receiver.
   *
   * @param protocols its two ports
   */
  public record OtlpConfig(ProtocolsConfig protocols) {}

  /**
   * The protocols of OTLP.
   *
   * @param grpc OTLP/gRPC
   * @param http OTLP/HTTP
   */
  public record ProtocolsConfig(GrpcConfig grpc, HttpConfig http) {}

  /**
   * OTLP/gRPC.
   *
   * @param endpoint where to listen
   * @param maxRecvMsgSizeMib the largest message, in MiB, as sent and when inflated
   */
  public record GrpcConfig(
      @Setting(doc = "Where OTLP/gRPC is received", byDefault = "localhost:4317")
      Endpoint endpoint,

      @Setting(
          doc = "Largest OTLP/gRPC message in MiB (1 … 1024), as sent and when inflated",
          byDefault = "16")
      int maxRecvMsgSizeMib) {
    /** Checks the limit. */
    public GrpcConfig {
      if (maxRecvMsgSizeMib < 1 || maxRecvMsgSizeMib > 1024) {
        throw new IllegalArgumentException(
            "max_recv_msg_size_mib must be 1 to 1024, not " + maxRecvMsgSizeMib);
      }
    }
  }

  /**
   * OTLP/HTTP.
   *
   * @param endpoint where to listen
   * @param maxRequestBodyBytes the largest body, as sent and when inflated
   */
  public record HttpConfig(
      @Setting(doc = "Where OTLP/HTTP is received", byDefault = "localhost:4318")
      Endpoint endpoint,

      @Setting(
          doc = "Largest OTLP/HTTP body in bytes (1 … 1073741824), as sent and when inflated",
          key = "max_request_body_size",
          byDefault = "16777216")
      int maxRequestBodyBytes) {
    /** Checks the limit. */
    public HttpConfig {
      if (maxRequestBodyBytes < 1 || maxRequestBodyBytes > 1 << 30) {
        throw new IllegalArgumentException(
            "max_request_body_size must be 1 to 1073741824, not " + maxRequestBodyBytes);
      }
    }
  }
}
