// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push.otlp;

import io.redstart.config.Foreign;
import io.redstart.config.Secret;
import io.redstart.config.Setting;
import io.redstart.outgoing.Compression;
import io.redstart.outgoing.OtlpProtocol;
import io.redstart.outgoing.OtlpSignal;
import io.redstart.outgoing.OutgoingConnection;
import io.redstart.outgoing.OutgoingHeaders;
import io.redstart.outgoing.OutgoingTarget;
import io.redstart.query.push.PushSettings;
import io.redstart.tls.ClientTlsConfig;
import java.time.Duration;
import java.util.Map;

/**
 * The block {@code otlp:}.
 *
 * @param endpoint the receiver; empty switches it off
 * @param protocol gRPC or HTTP
 * @param histogram the form of durations
 * @param temporality what each data point counts
 * @param compression how requests are compressed
 * @param sendExemplars whether exemplars are sent
 * @param headers headers of each request, by name
 * @param tls the encryption of connections
 * @param timeout the longest time of a request
 * @param interval the distance between two stamps
 * @param samplesMax after how many data points a request ends
 * @param path the folder of the position
 */
@Foreign(
    key = "aggregation_temporality",
    byDefault = "cumulative",
    rather = "write `temporality: delta`")
public record OtlpExportConfig(
    @Setting(
        doc = "Where metrics are sent by OTLP: `host:port` for `grpc`, or a URL (`http://` or"
            + " `https://`), to which `http` appends `/v1/metrics`, so a Prometheus is"
            + " `http://prometheus:9090/api/v1/otlp`; empty switches it off",
        byDefault = "\"\"")
    String endpoint,

    @Setting(doc = "Whether it is sent OTLP/gRPC or OTLP/HTTP", byDefault = "grpc")
    OtlpProtocol protocol,

    @Setting(
        doc = "Whether durations are `explicit` histograms with the configured buckets, or"
            + " `exponential` ones of scale 7",
        byDefault = "explicit")
    Histogram histogram,

    @Setting(
        doc = "Whether each data point has the `cumulative` counts since the beginning, or the"
            + " `delta` since the stamp before, which a receiver may get twice after an interrupted"
            + " connection",
        byDefault = "cumulative")
    Temporality temporality,

    @Setting(
        doc = "How requests are compressed, `gzip`, `zstd` or `none`; a Prometheus accepts gzip",
        byDefault = "gzip")
    Compression compression,

    @Setting(doc = "Whether exemplars are sent with explicit histograms", byDefault = "true")
    boolean sendExemplars,

    @Setting(doc = "Headers of each request, such as `authorization`", byDefault = "{}")
    Map<String, Secret> headers,

    ClientTlsConfig tls,

    @Setting(
        doc = "Longest time of a request; one without an answer is sent again",
        byDefault = "30s")
    Duration timeout,

    @Setting(
        doc = "Distance between the stamps that are sent; a multiple of the window",
        byDefault = "15s")
    Duration interval,

    @Setting(
        doc = "A request ends with the label set that reaches so many data points; a gRPC receiver"
            + " accepts 4 MiB by default",
        byDefault = "2000")
    int samplesMax,

    @Setting(
        doc = "Folder that remembers which stamps the receiver has; one process at a time uses it",
        byDefault = "redstart-export")
    String path)
    implements PushSettings {
  /** The key of the block. */
  static final String SETTING = "query.export.otlp";

  /** What each data point counts. */
  public enum Temporality {
    /** All since the birth of its series. */
    CUMULATIVE,
    /** What was counted since the stamp before. */
    DELTA
  }

  /** The form of durations. */
  public enum Histogram {
    /** With the configured buckets. */
    EXPLICIT,
    /** With buckets of scale 7. */
    EXPONENTIAL
  }

  /** Copies the headers and checks all settings. */
  public OtlpExportConfig {
    headers = OutgoingHeaders.checked(headers);
    if (!endpoint.isEmpty()) {
      OutgoingTarget unused = target(endpoint, protocol, tls);
    }
    PushSettings.check(timeout, interval, samplesMax, path);
  }

  private static OutgoingTarget target(
      String endpoint, OtlpProtocol protocol, ClientTlsConfig tls) {
    return OutgoingTarget.otlp(endpoint, protocol, OtlpSignal.METRICS, tls.insecure());
  }

  @Override
  public boolean isOn() {
    return !endpoint.isEmpty();
  }

  @Override
  public OutgoingConnection connection() {
    return new OutgoingConnection(
        SETTING, target(endpoint, protocol, tls), protocol.needsHttp2(), headers, tls, timeout, 1);
  }

  boolean isDelta() {
    return temporality == Temporality.DELTA;
  }
}
