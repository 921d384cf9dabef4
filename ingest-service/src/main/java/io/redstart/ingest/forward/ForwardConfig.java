// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.forward;

import io.redstart.config.Foreign;
import io.redstart.config.Secret;
import io.redstart.config.Setting;
import io.redstart.outgoing.Compression;
import io.redstart.outgoing.OtlpProtocol;
import io.redstart.outgoing.OtlpSignal;
import io.redstart.outgoing.OutgoingConnection;
import io.redstart.outgoing.OutgoingHeaders;
import io.redstart.outgoing.OutgoingTarget;
import io.redstart.tls.ClientTlsConfig;
import java.time.Duration;
import java.util.Map;

/**
 * The block {@code forward:}, with the keys of the Collector's exporters {@code otlp} and {@code
 * otlphttp}.
 *
 * <p>A long file, because it describes every key, including those that have no effect here.
 *
 * @param endpoint the receiver; empty switches forwarding off
 * @param protocol the protocol that it speaks
 * @param compression how requests are compressed
 * @param timeout the longest time of an attempt
 * @param headers headers of each request, by name
 * @param tls the encryption of connections
 * @param retryOnFailure when failed attempts are repeated
 * @param sendingQueue the queue on disk
 */
@Foreign(key = "balancer_name", byDefault = "round_robin", instead = ForwardConfig.ONE_CONNECTION)
@Foreign(key = "keepalive.time", byDefault = "0s", instead = ForwardConfig.NO_PINGS)
@Foreign(key = "keepalive.timeout", byDefault = "0s", instead = ForwardConfig.NO_PINGS)
@Foreign(
    key = "keepalive.permit_without_stream",
    byDefault = "false",
    instead = ForwardConfig.NO_PINGS)
@Foreign(key = "wait_for_ready", byDefault = "false", instead = "a failed attempt is repeated")
@Foreign(key = "read_buffer_size", byDefault = "0", instead = ForwardConfig.BUFFERS)
@Foreign(key = "write_buffer_size", byDefault = "524288", instead = ForwardConfig.BUFFERS)
@Foreign(key = "encoding", byDefault = "proto")
@Foreign(key = "traces_endpoint", rather = "write the URL without /v1/traces as `endpoint`")
@Foreign(key = "auth", rather = "write the credentials as `headers`")
@Foreign(key = "proxy_url", byDefault = "\"\"")
@Foreign(key = "authority", byDefault = "\"\"", rather = "`tls.server_name_override`")
@Foreign(key = "middlewares", byDefault = "[]")
public record ForwardConfig(
    @Setting(
        doc =
            "The receiver that accepted requests are passed on to: `host:port` for `grpc`, or a URL"
                + " (`http://` or `https://`), to which `http` appends `/v1/traces`; empty switches"
                + " forwarding off",
        byDefault = "\"\"")
    String endpoint,

    @Setting(doc = "Whether it is sent OTLP/gRPC or OTLP/HTTP", byDefault = "grpc")
    OtlpProtocol protocol,

    @Setting(
        doc = "How requests are compressed; `zstd` takes less processor time than `gzip`",
        byDefault = "gzip")
    Compression compression,

    @Setting(
        doc = "Longest time of an attempt; a request without an answer is sent again",
        byDefault = "10s")
    Duration timeout,

    @Setting(doc = "Headers of each request, such as `authorization`", byDefault = "{}")
    Map<String, Secret> headers,

    ClientTlsConfig tls,
    RetryConfig retryOnFailure,
    QueueConfig sendingQueue) {
  static final String SETTING = "ingest.forward";
  static final String ONE_CONNECTION = "there is one connection, to the first address that answers";
  static final String NO_PINGS = "no pings are sent, `timeout` notices a dead connection";
  static final String BUFFERS = "buffers grow as needed";

  /** Copies the headers and checks all values. */
  public ForwardConfig {
    headers = OutgoingHeaders.checked(headers);
    if (timeout.toMillis() < 1) {
      throw new IllegalArgumentException("timeout must be 1ms or longer");
    }
    if (!endpoint.isEmpty()) {
      OutgoingTarget unused = target(endpoint, protocol, tls);
    }
  }

  /** Returns whether requests are forwarded. */
  public boolean isOn() {
    return !endpoint.isEmpty();
  }

  /** Returns the receiver; only if forwarding is on. */
  OutgoingTarget target() {
    return target(endpoint, protocol, tls);
  }

  private static OutgoingTarget target(
      String endpoint, OtlpProtocol protocol, ClientTlsConfig tls) {
    return OutgoingTarget.otlp(endpoint, protocol, OtlpSignal.TRACES, tls.insecure());
  }

  /** Returns how the receiver is reached; only if forwarding is on. */
  OutgoingConnection connection() {
    return new OutgoingConnection(
        SETTING,
        target(),
        protocol.needsHttp2(),
        headers,
        tls,
        timeout,
        sendingQueue.numConsumers());
  }

  /**
   * When failed attempts are repeated.
   *
   * @param enabled whether they are
   * @param initialInterval the wait after the first attempt, on average
   * @param maxInterval the longest wait, on average
   * @param maxElapsedTime the time after the first attempt at which a request is dropped; 0 for
   *     never
   */
  @Foreign(key = "multiplier", byDefault = "1.5")
  @Foreign(key = "randomization_factor", byDefault = "0.5")
  public record RetryConfig(
      @Setting(
          doc = "Whether a request that failed is sent again; otherwise it is dropped",
          byDefault = "true")
      boolean enabled,

      @Setting(
          doc = "How long to wait before the first repetition, give or take a half; each further"
              + " wait is 1.5 times as long",
          byDefault = "5s")
      Duration initialInterval,

      @Setting(
          doc = "Longest wait, give or take a half, unless the receiver asks for a longer one",
          byDefault = "30s")
      Duration maxInterval,

      @Setting(
          doc = "How long after its first attempt a request is dropped; 0s for never, so that only"
              + " the size of the queue limits what an outage loses",
          byDefault = "0s")
      Duration maxElapsedTime) {
    /** Checks the times. */
    public RetryConfig {
      if (initialInterval.isNegative() || initialInterval.isZero()) {
        throw new IllegalArgumentException("initial_interval must be longer than 0s");
      }
      if (maxInterval.compareTo(initialInterval) < 0) {
        throw new IllegalArgumentException("max_interval must not be below initial_interval");
      }
      if (maxElapsedTime.isNegative()) {
        throw new IllegalArgumentException("max_elapsed_time must be 0s or longer");
      }
    }
  }

  /**
   * The queue on disk.
   *
   * @param path its folder
   * @param queueSizeBytes its largest size on disk
   * @param minFreeBytes the free space that it leaves on the disk
   * @param numConsumers the most requests being sent at a time
   */
  @Foreign(key = "enabled", byDefault = "true")
  @Foreign(key = "sizer", byDefault = "bytes")
  @Foreign(
      key = "block_on_overflow",
      byDefault = "false",
      rather = "forwarding never delays a sender")
  @Foreign(
      key = "wait_for_result",
      byDefault = "false",
      rather = "forwarding never delays a sender")
  @Foreign(key = "storage", instead = "the queue is always on disk, in `path`")
  public record QueueConfig(
      @Setting(
          doc = "Folder of the queue; one process at a time uses it",
          byDefault = "redstart-forward")
      String path,

      @Setting(
          doc = "Largest size of the queue on disk in bytes; beyond it, the oldest requests are"
              + " dropped",
          key = "queue_size",
          byDefault = "1073741824")
      long queueSizeBytes,

      @Setting(
          doc = "Free bytes that the queue leaves on its disk; with less, the oldest requests are"
              + " dropped",
          byDefault = "536870912")
      long minFreeBytes,

      @Setting(doc = "Most requests being sent at a time (1 … 1000)", byDefault = "10")
      int numConsumers) {
    private static final long SIZE_MIN_BYTES = 1 << 20;
    private static final int CONSUMERS_MAX = 1000;

    /** Checks the folder and the limits. */
    public QueueConfig {
      if (path.isBlank()) {
        throw new IllegalArgumentException("path is empty: it needs a folder");
      }
      if (queueSizeBytes < SIZE_MIN_BYTES) {
        throw new IllegalArgumentException(
            "queue_size is in bytes, not requests, and must be " + SIZE_MIN_BYTES + " or more");
      }
      if (minFreeBytes < 0) {
        throw new IllegalArgumentException("min_free_bytes must be 0 or more, not " + minFreeBytes);
      }
      if (numConsumers < 1 || numConsumers > CONSUMERS_MAX) {
        throw new IllegalArgumentException(
            "num_consumers must be 1 to " + CONSUMERS_MAX + ", not " + numConsumers);
      }
    }
  }
}
