// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest;

import io.redstart.config.Endpoint;
import io.redstart.config.Setting;
import java.time.Duration;
import java.util.List;

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
   * @param tls how connections are encrypted
   */
  public record GrpcConfig(
      @Setting(doc = "Where OTLP/gRPC is received", byDefault = "localhost:4317")
      Endpoint endpoint,

      @Setting(
          doc = "Largest OTLP/gRPC message in MiB (1 … 1024), as sent and when inflated",
          byDefault = "16")
      int maxRecvMsgSizeMib,

      TlsConfig tls) {
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
   * @param tracesUrlPath where spans are sent to
   * @param cors which web pages may send from a browser
   * @param tls how connections are encrypted
   */
  public record HttpConfig(
      @Setting(doc = "Where OTLP/HTTP is received", byDefault = "localhost:4318")
      Endpoint endpoint,

      @Setting(
          doc = "Largest OTLP/HTTP body in bytes (1 … 1073741824), as sent and when inflated",
          key = "max_request_body_size",
          byDefault = "16777216")
      int maxRequestBodyBytes,

      @Setting(doc = "Path that spans are sent to", byDefault = "/v1/traces")
      String tracesUrlPath,

      CorsConfig cors,
      TlsConfig tls) {
    /** Checks the limit and the path. */
    public HttpConfig {
      if (maxRequestBodyBytes < 1 || maxRequestBodyBytes > 1 << 30) {
        throw new IllegalArgumentException(
            "max_request_body_size must be 1 to 1073741824, not " + maxRequestBodyBytes);
      }
      if (!tracesUrlPath.startsWith("/")) {
        throw new IllegalArgumentException(
            "traces_url_path must begin with /, not " + tracesUrlPath);
      }
    }
  }

  /**
   * Which web pages may send spans from a browser.
   *
   * @param allowedOrigins their origins; none switches it off
   * @param allowedHeaders headers that they may send beyond what OTLP needs
   * @param maxAgeSeconds how long a browser may keep that, 0 or more
   */
  public record CorsConfig(
      @Setting(
          doc = "Origins of web pages that may send spans from a browser (CORS), as"
              + " `https://*.example.com` with at most one `*` each; `*` alone is all of them",
          byDefault = "[]")
      List<String> allowedOrigins,

      @Setting(
          doc = "Headers that such pages may send beyond those that OTLP needs; `*` is all of them",
          byDefault = "[]")
      List<String> allowedHeaders,

      @Setting(
          doc =
              "How many seconds a browser may remember what is allowed; 0 leaves it to the browser",
          key = "max_age",
          byDefault = "0")
      int maxAgeSeconds) {
    /** Copies the lists and checks them. */
    public CorsConfig {
      allowedOrigins = List.copyOf(allowedOrigins);
      allowedHeaders = List.copyOf(allowedHeaders);
      for (String origin : allowedOrigins) {
        if (origin.indexOf('*') != origin.lastIndexOf('*')) {
          throw new IllegalArgumentException(
              "allowed_origins may have one * each, not as in " + origin);
        }
      }
      if (maxAgeSeconds < 0) {
        throw new IllegalArgumentException("max_age must be 0 or more, not " + maxAgeSeconds);
      }
    }
  }

  /**
   * How connections of a port are encrypted.
   *
   * @param certFile the server's certificate chain; empty for no encryption
   * @param keyFile its key
   * @param clientCaFile whose certificates clients must have; empty if they need none
   * @param reloadInterval how often the files are read anew; 0 for never
   * @param minVersion of TLS, 1.2 or 1.3
   */
  public record TlsConfig(
      @Setting(
          doc = "File of the server's certificate chain in PEM; switches TLS on",
          byDefault = "\"\"")
      String certFile,

      @Setting(doc = "File of its private key in PEM (PKCS #8)", byDefault = "\"\"")
      String keyFile,

      @Setting(
          doc =
              "File of the authorities in PEM of which clients must show a certificate (mutual TLS);"
                  + " by default they need none",
          byDefault = "\"\"")
      String clientCaFile,

      @Setting(
          doc = "How often the files are read anew, for new connections; 0s for never",
          byDefault = "0s")
      Duration reloadInterval,

      @Setting(doc = "Lowest version of TLS, `1.2` or `1.3`", byDefault = "\"1.2\"")
      String minVersion) {
    /** Checks that they make sense together. */
    public TlsConfig {
      if (certFile.isEmpty() != keyFile.isEmpty()) {
        throw new IllegalArgumentException("cert_file and key_file need each other");
      }
      if (certFile.isEmpty() && !clientCaFile.isEmpty()) {
        throw new IllegalArgumentException("client_ca_file needs cert_file and key_file");
      }
      if (!minVersion.equals("1.2") && !minVersion.equals("1.3")) {
        throw new IllegalArgumentException("min_version must be 1.2 or 1.3, not " + minVersion);
      }
    }

    /** Returns whether connections are encrypted. */
    boolean isOn() {
      return !certFile.isEmpty();
    }
  }
}
