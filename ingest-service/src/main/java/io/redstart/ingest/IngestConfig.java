// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest;

import io.redstart.config.Complaints;
import io.redstart.config.Endpoint;
import io.redstart.config.Foreign;
import io.redstart.config.OnlyListed;
import io.redstart.config.Setting;
import io.redstart.ingest.auth.AuthConfig;
import io.redstart.ingest.connection.TlsConfig;
import java.time.Duration;
import java.util.List;

/**
 * The block {@code ingest:}.
 *
 * <p>A long file, because every key stands here with its words, those of a Collector's receiver too.
 *
 * @param otlp where spans are received, as in the Collector's OTLP receiver
 * @param receiveTimeout how long a request may take to arrive
 * @param ackTimeout how long a request may wait for its acknowledgements
 * @param maxRequestsInFlight how many requests an event loop lets wait for theirs
 * @param maxQueueTime how long requests may take to be read while an event loop is behind; 0 for any
 * @param maxRequestBytesInFlight how many bytes of requests all event loops hold; 0 for a part of the
 *     plan
 */
public record IngestConfig(
    OtlpConfig otlp,

    @Setting(
        doc =
            "How long a request may take to arrive; after it the sender is told so, and what still"
                + " comes of it is thrown away. A socket must speak HTTP within it",
        byDefault = "10s")
    Duration receiveTimeout,

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
    int maxRequestsInFlight,

    @Setting(
        doc =
            "How long requests may take to be read while more arrive than can be; beyond, they are"
                + " refused with a hint when to come back; 0s lets all wait",
        byDefault = "250ms")
    Duration maxQueueTime,

    @Setting(
        doc = "How many bytes of requests may be held while they arrive and are inflated; beyond,"
            + " senders are told to come back; 0 is the share `memory.bodies`",
        byDefault = "0")
    long maxRequestBytesInFlight) {
  private static final String BUFFERS = "buffers grow with what is sent";
  private static final String METADATA = "spans are counted here, nothing is handed on with them";
  private static final String RECEIVING =
      "`ingest.receive_timeout` holds for the headers and the body together";
  private static final String SPANS_ALONE = "only spans are received";
  /** What 0 means in a Collector (grpc-go and confighttp, which the receiver is made of). */
  private static final int GRPC_DEFAULT_MIB = 4;

  private static final int COLLECTOR_BODY_MAX_BYTES = 20 << 20;

  /** The most that HTTP/2 can say. */
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
    if (maxRequestsInFlight < 1) {
      throw new IllegalArgumentException(
          "max_requests_in_flight must be 1 or more, not " + maxRequestsInFlight);
    }
  }

  /** A connection whose request is being received or waits is not idle. */
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

  /** Below that, no request fits; above, one sender could hold much memory. */
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
   * The protocols of OTLP.
   *
   * @param grpc OTLP/gRPC
   * @param http OTLP/HTTP
   */
  @OnlyListed
  public record ProtocolsConfig(GrpcConfig grpc, HttpConfig http) {
    /** Checks that there is one at least. */
    public ProtocolsConfig {
      if (!grpc.enabled() && !http.enabled()) {
        throw new IllegalArgumentException("grpc and http are both off: enable one of them");
      }
    }
  }

  /**
   * OTLP/gRPC.
   *
   * @param enabled whether it is received
   * @param endpoint where to listen
   * @param maxRecvMsgSizeMib the largest message, in MiB, as sent and when inflated; 0 for gRPC's own
   *     default
   * @param maxConcurrentStreams how many calls a connection may have at a time; 0 for any number
   * @param maxConnections how many connections there may be
   * @param maxHeaderBytes how long the headers of a call may be
   * @param keepalive how long connections last
   * @param auth who may send
   * @param tls how connections are encrypted
   */
  @Foreign(key = "transport", byDefault = "tcp")
  @Foreign(key = "middlewares", byDefault = "[]")
  @Foreign(key = "read_buffer_size", byDefault = "524288", instead = BUFFERS)
  @Foreign(key = "write_buffer_size", byDefault = "0", instead = BUFFERS)
  @Foreign(key = "include_metadata", byDefault = "false", instead = METADATA)
  public record GrpcConfig(
      @Setting(
          doc = "Whether OTLP/gRPC is received; off where a file lists `http` alone",
          byDefault = "true")
      boolean enabled,

      @Setting(doc = "Where OTLP/gRPC is received", byDefault = "localhost:4317")
      Endpoint endpoint,

      @Setting(
          doc = "Largest OTLP/gRPC message in MiB (up to 1024), as sent and when inflated; 0 is"
              + " gRPC's own default, 4",
          byDefault = "16")
      int maxRecvMsgSizeMib,

      @Setting(
          doc = "How many calls a connection may have at a time; 0 for any number",
          byDefault = "100")
      long maxConcurrentStreams,

      @Setting(
          doc = "How many connections there may be on the port; more are closed at once",
          byDefault = "10000")
      int maxConnections,

      @Setting(
          doc = "How many bytes the headers of a call may have (1024 … 1048576)",
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

    /** Returns how large a message may be, as sent and when inflated. */
    int messageMaxBytes() {
      return (maxRecvMsgSizeMib == 0 ? GRPC_DEFAULT_MIB : maxRecvMsgSizeMib) << 20;
    }

    /** Returns how many calls a connection may have at a time. */
    long streamsMax() {
      // Vert.x takes the most that HTTP/2 can say for "as by default", which is 100 in Netty.
      return maxConcurrentStreams == 0
          ? Integer.MAX_VALUE
          : Math.min(maxConcurrentStreams, Integer.MAX_VALUE);
    }
  }

  /**
   * How long connections of OTLP/gRPC last.
   *
   * @param serverParameters the times
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
   * How long connections of OTLP/gRPC last.
   *
   * @param maxConnectionIdle how long one is kept without a new call; 0 for as long as it lasts
   * @param maxConnectionAge how long one is kept at all; 0 likewise
   * @param maxConnectionAgeGrace how long its calls may still take then; 0 for as long as they do
   */
  @Foreign(
      key = "time",
      byDefault = "2h",
      instead = "no pings are sent, a silent connection ends by max_connection_idle")
  @Foreign(key = "timeout", byDefault = "20s", instead = "no pings are sent")
  public record ServerParametersConfig(
      @Setting(
          doc = "How long a connection is kept on which no new call begins; 0s for as long as it"
              + " lasts",
          byDefault = "5m")
      Duration maxConnectionIdle,

      @Setting(
          doc = "How long a connection is kept at all, give or take a tenth, so that senders spread"
              + " over new servers; 0s for as long as it lasts",
          byDefault = "0s")
      Duration maxConnectionAge,

      @Setting(
          doc = "How long the calls of a connection that is closed for its age may still take; 0s"
              + " for as long as they do",
          byDefault = "10s")
      Duration maxConnectionAgeGrace) {}

  /**
   * OTLP/HTTP.
   *
   * @param enabled whether it is received
   * @param endpoint where to listen
   * @param maxRequestBodyBytes the largest body, as sent and when inflated; 0 for the Collector's
   *     default
   * @param maxConnections how many connections there may be
   * @param maxHeaderBytes how long the headers of a request may be
   * @param idleTimeout how long a connection is kept without a new request; 0 for as long as it lasts
   * @param tracesUrlPath where spans are sent to
   * @param cors which web pages may send from a browser
   * @param auth who may send
   * @param tls how connections are encrypted
   */
  @Foreign(key = "transport", byDefault = "tcp")
  @Foreign(key = "middlewares", byDefault = "[]")
  @Foreign(key = "keep_alives_enabled", byDefault = "true")
  @Foreign(key = "read_timeout", byDefault = "0s", instead = RECEIVING)
  @Foreign(key = "read_header_timeout", byDefault = "1m", instead = RECEIVING)
  @Foreign(
      key = "write_timeout",
      byDefault = "30s",
      instead = "answers are short, and a connection without a new request ends by `idle_timeout`")
  @Foreign(key = "include_metadata", byDefault = "false", instead = METADATA)
  @Foreign(key = "include_tls_metadata", byDefault = "false", instead = METADATA)
  @Foreign(
      key = "compression_algorithms",
      byDefault = "[]",
      instead = "gzip, deflate and zstd are always read")
  @Foreign(
      key = "response_headers",
      byDefault = "{}",
      instead = "answers have the headers that OTLP and CORS want")
  @Foreign(key = "metrics_url_path", byDefault = "/v1/metrics", instead = SPANS_ALONE)
  @Foreign(key = "logs_url_path", byDefault = "/v1/logs", instead = SPANS_ALONE)
  @Foreign(key = "profiles_url_path", byDefault = "/v1development/profiles", instead = SPANS_ALONE)
  public record HttpConfig(
      @Setting(
          doc = "Whether OTLP/HTTP is received; off where a file lists `grpc` alone",
          byDefault = "true")
      boolean enabled,

      @Setting(doc = "Where OTLP/HTTP is received", byDefault = "localhost:4318")
      Endpoint endpoint,

      @Setting(
          doc =
              "Largest OTLP/HTTP body in bytes (up to 1073741824), as sent and when inflated; 0 is"
                  + " the Collector's default, 20 MiB",
          key = "max_request_body_size",
          byDefault = "16777216")
      int maxRequestBodyBytes,

      @Setting(
          doc = "How many connections there may be on the port; more are closed at once",
          byDefault = "10000")
      int maxConnections,

      @Setting(
          doc = "How many bytes the headers of a request may have (1024 … 1048576)",
          byDefault = "16384")
      int maxHeaderBytes,

      @Setting(
          doc = "How long a connection is kept on which no new request begins; 0s for as long as it"
              + " lasts",
          byDefault = "1m")
      Duration idleTimeout,

      @Setting(doc = "Path that spans are sent to", byDefault = "/v1/traces")
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

    /** Returns how large a body may be, as sent and when inflated. */
    int bodyMaxBytes() {
      return maxRequestBodyBytes == 0 ? COLLECTOR_BODY_MAX_BYTES : maxRequestBodyBytes;
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
      Complaints complaints = new Complaints();
      for (String origin : allowedOrigins) {
        if (origin.indexOf('*') != origin.lastIndexOf('*')) {
          complaints.add("allowed_origins may have one * each, not as in " + origin);
        }
      }
      complaints.throwIfAny();
      if (maxAgeSeconds < 0) {
        throw new IllegalArgumentException("max_age must be 0 or more, not " + maxAgeSeconds);
      }
    }
  }
}
