// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push.otlp;

import io.redstart.config.Foreign;
import io.redstart.config.Secret;
import io.redstart.config.Setting;
import io.redstart.query.push.PushSettings;
import io.redstart.tls.ClientTlsConfig;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The block {@code otlp:}.
 *
 * @param endpoint the receiver; empty switches it off
 * @param protocol gRPC or HTTP
 * @param histogram the form of durations
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
    rather = "use a Collector's `cumulativetodelta` processor: only cumulative counts can be sent"
        + " again without being counted twice")
@Foreign(key = "compression", byDefault = "none")
public record OtlpExportConfig(
    @Setting(
        doc = "Where metrics are sent by OTLP: `http://` or `https://` with host and port; `http`"
            + " appends `/v1/metrics`, so a Prometheus is `http://prometheus:9090/api/v1/otlp`;"
            + " empty switches it off",
        byDefault = "\"\"")
    String endpoint,

    @Setting(doc = "Whether it is sent OTLP/gRPC or OTLP/HTTP", byDefault = "grpc")
    Protocol protocol,

    @Setting(
        doc = "Whether durations are `explicit` histograms with the configured buckets, or"
            + " `exponential` ones of scale 7",
        byDefault = "explicit")
    Histogram histogram,

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
  private static final String HTTP_PATH = "/v1/metrics";
  private static final String GRPC_PATH =
      "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export";

  /** The protocol of a receiver. */
  public enum Protocol {
    /** OTLP/gRPC. */
    GRPC,
    /** OTLP/HTTP with protobuf. */
    HTTP
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
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    PushSettings.check(endpoint, headers, timeout, interval, samplesMax, path);
  }

  @Override
  public String url() {
    return endpoint;
  }

  /** Returns the URL of requests. */
  String target() {
    String path = protocol == Protocol.GRPC ? GRPC_PATH : HTTP_PATH;
    String base = endpoint.endsWith("/") ? endpoint.substring(0, endpoint.length() - 1) : endpoint;
    return base.endsWith(path) ? base : base + path;
  }
}
