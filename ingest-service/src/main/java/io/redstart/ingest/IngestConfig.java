// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest;

import io.redstart.auth.AuthConfig;
import io.redstart.config.Complaints;
import io.redstart.config.Endpoint;
import io.redstart.config.Foreign;
import io.redstart.config.OnlyListed;
import io.redstart.config.Setting;
import io.redstart.ingest.forward.ForwardConfig;
import io.redstart.tls.TlsConfig;
import java.time.Duration;
import java.util.List;

/**
 * The block {@code ingest:}.
 *
 * <p>A long file, because it describes every key, including those of the Collector's receiver.
 *
 * @param otlp the OTLP receiver, with the Collector's keys
 * @param forward where accepted requests are passed on to, with the keys of the Collector's exporter
 * @param receiveTimeout the longest time a request may take to arrive
 * @param ackTimeout the longest time a request waits for its acknowledgements
 * @param batchInterval the time between the moments at which batches go to the shards of many
 *     aggregators; 0 to send at once
 * @param maxRequestsInFlight the most requests per event loop that wait for their acknowledgements
 * @param maxQueueTime the longest time that reading a request may take while an event loop is
 *     behind; 0 for no limit
 * @param maxRequestBytesInFlight the most bytes of requests that all event loops hold; 0 for the
 *     share in the memory plan
 */
public record IngestConfig(
    OtlpConfig otlp,
    ForwardConfig forward,

    @Setting(
        doc =
            "Longest time a request may take to arrive; a slower one gets an error, and the rest of"
                + " it is discarded. A new connection must speak HTTP within this time",
        byDefault = "10s")
    Duration receiveTimeout,

    @Setting(
        doc = "Longest time a request waits for the aggregators' acknowledgement; after that its"
            + " outcome is unknown, and the sender gets an error that says so",
        byDefault = "4s")
    Duration ackTimeout,

    @Setting(
        doc =
            "Where there are many aggregators, messages to them leave at multiples of this time: half"
                + " of it for two, nothing for one. Spans that arrive meanwhile go together, which saves"
                + " processor time and delays acknowledgements; a shard that has had no message for so"
                + " long gets one at once; at most a quarter of ack_timeout; 0s sends at once",
        byDefault = "50ms")
    Duration batchInterval,

    @Setting(
        doc = "Most requests per event loop that wait for their acknowledgement; more are refused"
            + " with a hint when to retry",
        byDefault = "4096")
    int maxRequestsInFlight,

    @Setting(
        doc =
            "Longest time that reading a request may take under overload; requests that would take"
                + " longer are refused with a hint when to retry; 0s lets all wait",
        byDefault = "250ms")
    Duration maxQueueTime,

    @Setting(
        doc = "Most bytes of requests held while they arrive and are inflated; more are refused"
            + " with a hint when to retry; 0 is the share `memory.bodies`",
        byDefault = "0")
    long maxRequestBytesInFlight) {
  private static final String BUFFERS = "buffers grow as needed";
  private static final String METADATA = "requests are forwarded without metadata";
  private static final String RECEIVING =
      "`ingest.receive_timeout` applies to the headers and the body together";
  private static final String SPANS_ALONE = "only spans are received";
  /** The meaning of 0 in a Collector, whose receiver is built on grpc-go and confighttp. */
  private static final int GRPC_DEFAULT_MIB = 4;

  private static final int COLLECTOR_BODY_MAX_BYTES = 20 << 20;

  /** The largest number of streams that HTTP/2 can announce. */
  private static final long STREAMS_MAX = 0xffff_ffffL;

  /** Checks the limits. */
  public IngestConfig {
    checkConnections(otlp.protocols(), receiveTimeout.plus(ackTimeout));
    if (receiveTimeout.isNegative() || receiveTimeout.isZero()) {
      throw new IllegalArgumentException("receive_timeout must be longer than 0s");
    }
    if (maxQueueTime.isNegative()) {
      throw new IllegalArgumentException("max_queue_time must be 0s or longer");
    }
    if (maxRequestBytesInFlight < 0) {
      throw new IllegalArgumentException(
          "max_request_bytes_in_flight must be 0 or more, not " + maxRequestBytesInFlight);
    }
    if (ackTimeout.isNegative() || ackTimeout.isZero()) {
      throw new IllegalArgumentException("ack_timeout must be longer than 0s");
    }
    if (batchInterval.isNegative()) {
      throw new IllegalArgumentException("batch_interval must be 0s or longer");
    }
    if (maxRequestsInFlight < 1) {
      throw new IllegalArgumentException(
          "max_requests_in_flight must be 1 or more, not " + maxRequestsInFlight);
    }
  }

  /** Checks that a connection with a request in progress cannot count as idle. */
  private static void checkConnections(ProtocolsConfig protocols, Duration busy) {
    Duration grpc = protocols.grpc().keepalive().serverParameters().maxConnectionIdle();
    checkIdle("otlp.protocols.grpc.keepalive.server_parameters.max_connection_idle", grpc, busy);
    checkIdle("otlp.protocols.http.idle_timeout", protocols.http().idleTimeout(), busy);
  }

  private static void checkIdle(String key, Duration idle, Duration busy) {
    if (!idle.isZero() && idle.compareTo(busy) <= 0) {
      throw new IllegalArgumentException(
          key + " must be 0s, or longer than receive_timeout and ack_timeout together");
    }
  }

  private static void checkAtLeastOne(String key, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(key + " must be 1 or more, not " + value);
    }
  }

  /** Checks the limit of headers: less fits no request, more lets one sender hold much memory. */
  private static void checkHeaderBytes(int value) {
    if (value < 1024 || value > 1 << 20) {
      throw new IllegalArgumentException("max_header_bytes must be 1024 to 1048576, not " + value);
    }
  }

  /**
   * The OTLP receiver.
   *
   * @param protocols its two ports
   */
  public record OtlpConfig(ProtocolsConfig protocols) {}

  /**
   * The protocols of OTLP, one of which must be enabled.
   *
   * @param grpc OTLP/gRPC
   * @param http OTLP/HTTP
   */
  @OnlyListed
  public record ProtocolsConfig(GrpcConfig grpc, HttpConfig http) {
    /** Checks that at least one is enabled. */
    public ProtocolsConfig {
      if (!grpc.enabled() && !http.enabled()) {
        throw new IllegalArgumentException("grpc and http are both off: enable one of them");
      }
    }
  }

  /**
   * OTLP/gRPC.
   *
   * @param enabled whether the port is open
   * @param endpoint the address to listen on
   * @param maxRecvMsgSizeMib the largest message, in MiB, as sent and when inflated; 0 for gRPC's
   *     own default
   * @param maxConcurrentStreams the most concurrent calls of a connection; 0 for no limit
   * @param maxConnections the most connections
   * @param maxHeaderBytes the largest size of a call's headers
   * @param keepalive the lifetime of connections
   * @param auth the authentication of clients
   * @param tls the encryption of connections
   */
  @Foreign(key = "transport", byDefault = "tcp")
  @Foreign(key = "middlewares", byDefault = "[]")
  @Foreign(key = "read_buffer_size", byDefault = "524288", instead = BUFFERS)
  @Foreign(key = "write_buffer_size", byDefault = "0", instead = BUFFERS)
  @Foreign(key = "include_metadata", byDefault = "false", instead = METADATA)
  public record GrpcConfig(
      @Setting(
          doc = "Whether OTLP/gRPC is received; off if a file lists only `http`",
          byDefault = "true")
      boolean enabled,

      @Setting(doc = "Listen address for OTLP/gRPC", byDefault = "localhost:4317")
      Endpoint endpoint,

      @Setting(
          doc = "Largest OTLP/gRPC message in MiB (up to 1024), as sent and when inflated; 0 is"
              + " gRPC's own default, 4",
          byDefault = "16")
      int maxRecvMsgSizeMib,

      @Setting(doc = "Most concurrent calls of a connection; 0 for no limit", byDefault = "100")
      long maxConcurrentStreams,

      @Setting(
          doc = "Most connections on the port; further ones are closed at once",
          byDefault = "10000")
      int maxConnections,

      @Setting(
          doc = "Largest size of a call's headers in bytes (1024 … 1048576)",
          byDefault = "16384")
      int maxHeaderBytes,

      KeepaliveConfig keepalive,
      AuthConfig auth,
      TlsConfig tls) {
    /** Checks the limits. */
    public GrpcConfig {
      if (maxConcurrentStreams < 0 || maxConcurrentStreams > STREAMS_MAX) {
        throw new IllegalArgumentException(
            "max_concurrent_streams must be 0 to " + STREAMS_MAX + ", not " + maxConcurrentStreams);
      }
      checkAtLeastOne("max_connections", maxConnections);
      checkHeaderBytes(maxHeaderBytes);
      if (maxRecvMsgSizeMib < 0 || maxRecvMsgSizeMib > 1024) {
        throw new IllegalArgumentException(
            "max_recv_msg_size_mib must be 0 to 1024, not " + maxRecvMsgSizeMib);
      }
    }

    /** Returns the largest size of a message, as sent and when inflated. */
    int messageMaxBytes() {
      return (maxRecvMsgSizeMib == 0 ? GRPC_DEFAULT_MIB : maxRecvMsgSizeMib) << 20;
    }

    /** Returns the most concurrent calls of a connection. */
    long streamsMax() {
      // Vert.x reads HTTP/2's largest number as "the default", which is 100 in Netty.
      return maxConcurrentStreams == 0
          ? Integer.MAX_VALUE
          : Math.min(maxConcurrentStreams, Integer.MAX_VALUE);
    }
  }

  /**
   * The keepalive settings of OTLP/gRPC.
   *
   * @param serverParameters the lifetime of connections
   */
  @Foreign(
      key = "enforcement_policy.min_time",
      byDefault = "5m",
      instead = "pings are answered as they come")
  @Foreign(
      key = "enforcement_policy.permit_without_stream",
      byDefault = "false",
      instead = "pings are answered as they come")
  public record KeepaliveConfig(ServerParametersConfig serverParameters) {}

  /**
   * The lifetime of OTLP/gRPC connections.
   *
   * @param maxConnectionIdle the longest time a connection is kept without a new call; 0 for no
   *     limit
   * @param maxConnectionAge the greatest age of a connection; 0 for no limit
   * @param maxConnectionAgeGrace the longest time that its calls may take after that; 0 for no
   *     limit
   */
  @Foreign(
      key = "time",
      byDefault = "2h",
      instead = "no pings are sent, max_connection_idle closes a silent connection")
  @Foreign(key = "timeout", byDefault = "20s", instead = "no pings are sent")
  public record ServerParametersConfig(
      @Setting(
          doc = "Longest time a connection is kept without a new call; 0s for no limit",
          byDefault = "5m")
      Duration maxConnectionIdle,

      @Setting(
          doc = "Greatest age of a connection, give or take a tenth, so that senders spread over"
              + " new servers; 0s for no limit",
          byDefault = "0s")
      Duration maxConnectionAge,

      @Setting(
          doc = "Longest time that running calls may take when a connection is closed for its age;"
              + " 0s for no limit",
          byDefault = "10s")
      Duration maxConnectionAgeGrace) {}

  /**
   * OTLP/HTTP.
   *
   * @param enabled whether the port is open
   * @param endpoint the address to listen on
   * @param maxRequestBodyBytes the largest body, as sent and when inflated; 0 for the Collector's
   *     default
   * @param maxConnections the most connections
   * @param maxHeaderBytes the largest size of a request's headers
   * @param idleTimeout the longest time a connection is kept without a new request; 0 for no limit
   * @param tracesUrlPath the path of spans
   * @param cors the web pages that may send from a browser
   * @param auth the authentication of clients
   * @param tls the encryption of connections
   */
  @Foreign(key = "transport", byDefault = "tcp")
  @Foreign(key = "middlewares", byDefault = "[]")
  @Foreign(key = "keep_alives_enabled", byDefault = "true")
  @Foreign(key = "read_timeout", byDefault = "0s", instead = RECEIVING)
  @Foreign(key = "read_header_timeout", byDefault = "1m", instead = RECEIVING)
  @Foreign(
      key = "write_timeout",
      byDefault = "30s",
      instead = "answers are short, and `idle_timeout` closes a connection without a new request")
  @Foreign(key = "include_metadata", byDefault = "false", instead = METADATA)
  @Foreign(key = "include_tls_metadata", byDefault = "false", instead = METADATA)
  @Foreign(
      key = "compression_algorithms",
      byDefault = "[]",
      instead = "gzip, deflate and zstd are always accepted")
  @Foreign(
      key = "response_headers",
      byDefault = "{}",
      instead = "answers have the headers that OTLP and CORS require")
  @Foreign(key = "metrics_url_path", byDefault = "/v1/metrics", instead = SPANS_ALONE)
  @Foreign(key = "logs_url_path", byDefault = "/v1/logs", instead = SPANS_ALONE)
  @Foreign(key = "profiles_url_path", byDefault = "/v1development/profiles", instead = SPANS_ALONE)
  public record HttpConfig(
      @Setting(
          doc = "Whether OTLP/HTTP is received; off if a file lists only `grpc`",
          byDefault = "true")
      boolean enabled,

      @Setting(doc = "Listen address for OTLP/HTTP", byDefault = "localhost:4318")
      Endpoint endpoint,

      @Setting(
          doc =
              "Largest OTLP/HTTP body in bytes (up to 1073741824), as sent and when inflated; 0 is"
                  + " the Collector's default, 20 MiB",
          key = "max_request_body_size",
          byDefault = "16777216")
      int maxRequestBodyBytes,

      @Setting(
          doc = "Most connections on the port; further ones are closed at once",
          byDefault = "10000")
      int maxConnections,

      @Setting(
          doc = "Largest size of a request's headers in bytes (1024 … 1048576)",
          byDefault = "16384")
      int maxHeaderBytes,

      @Setting(
          doc = "Longest time a connection is kept without a new request; 0s for no limit",
          byDefault = "1m")
      Duration idleTimeout,

      @Setting(doc = "URL path for spans", byDefault = "/v1/traces")
      String tracesUrlPath,

      CorsConfig cors,
      AuthConfig auth,
      TlsConfig tls) {
    /** Checks the limits and the path. */
    public HttpConfig {
      checkAtLeastOne("max_connections", maxConnections);
      checkHeaderBytes(maxHeaderBytes);
      if (maxRequestBodyBytes < 0 || maxRequestBodyBytes > 1 << 30) {
        throw new IllegalArgumentException(
            "max_request_body_size must be 0 to 1073741824, not " + maxRequestBodyBytes);
      }
      if (!tracesUrlPath.startsWith("/")) {
        throw new IllegalArgumentException(
            "traces_url_path must begin with /, not " + tracesUrlPath);
      }
    }

    /** Returns the largest size of a body, as sent and when inflated. */
    int bodyMaxBytes() {
      return maxRequestBodyBytes == 0 ? COLLECTOR_BODY_MAX_BYTES : maxRequestBodyBytes;
    }
  }

  /**
   * The web pages that may send spans from a browser.
   *
   * @param allowedOrigins their origins; an empty list switches CORS off
   * @param allowedHeaders the headers that they may send beyond those of OTLP
   * @param maxAgeSeconds how long a browser may cache this, 0 or more
   */
  public record CorsConfig(
      @Setting(
          doc = "Origins of web pages that may send spans from a browser (CORS), as"
              + " `https://*.example.com` with at most one `*` each; a single `*` means all",
          byDefault = "[]")
      List<String> allowedOrigins,

      @Setting(
          doc = "Headers that these pages may send beyond those of OTLP; `*` means all",
          byDefault = "[]")
      List<String> allowedHeaders,

      @Setting(
          doc =
              "How many seconds a browser may cache these permissions; 0 leaves it to the browser",
          key = "max_age",
          byDefault = "0")
      int maxAgeSeconds) {
    /** Copies the lists and checks them. */
    public CorsConfig {
      allowedOrigins = List.copyOf(allowedOrigins);
      allowedHeaders = List.copyOf(allowedHeaders);
      Complaints complaints = new Complaints();
      for (String origin : allowedOrigins) {
        if (origin.indexOf('*') != origin.lastIndexOf('*')) {
          complaints.add("each of allowed_origins may have at most one *, unlike " + origin);
        }
      }
      complaints.throwIfAny();
      if (maxAgeSeconds < 0) {
        throw new IllegalArgumentException("max_age must be 0 or more, not " + maxAgeSeconds);
      }
    }
  }
}
