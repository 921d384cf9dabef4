// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.export;

import io.vertx.ext.web.MIMEHeader;
import java.util.List;

/**
 * The format of an exposition, chosen by {@code Accept} as Prometheus' client libraries do
 * (prometheus.io/docs/instrumenting/content_negotiation).
 */
public enum ScrapeFormat {
  /** Prometheus' text format 0.0.4. */
  TEXT("text/plain; version=0.0.4; charset=utf-8"),
  /** OpenMetrics 1.0: the text with exemplars and the time of creation. */
  OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8"),
  /** Length-delimited {@code io.prometheus.client.MetricFamily}: with native histograms. */
  PROTOBUF(
      "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited");

  private final String contentType;

  ScrapeFormat(String contentType) {
    this.contentType = contentType;
  }

  /**
   * Returns the format for the media types that a client accepts.
   *
   * @param accepted the preferred one first
   * @return the first that is known; {@link #TEXT} without any
   */
  public static ScrapeFormat of(List<? extends MIMEHeader> accepted) {
    for (MIMEHeader type : accepted) {
      if (isProtobuf(type)) {
        return PROTOBUF;
      }
      if (isOpenMetrics(type)) {
        return OPEN_METRICS;
      }
      if (type.component().equals("text") && type.subComponent().equals("plain")) {
        return TEXT;
      }
    }
    return TEXT;
  }

  private static boolean isProtobuf(MIMEHeader type) {
    return type.component().equals("application")
        && type.subComponent().equals("vnd.google.protobuf")
        && "io.prometheus.client.MetricFamily".equals(type.parameter("proto"))
        && "delimited".equals(type.parameter("encoding"));
  }

  /** OpenMetrics 0.0.1 lacks nothing that we write, but is what a client names that knows no 1.0. */
  private static boolean isOpenMetrics(MIMEHeader type) {
    return type.component().equals("application")
        && type.subComponent().equals("openmetrics-text")
        && "1.0.0".equals(type.parameter("version"));
  }

  /** Returns the value of {@code Content-Type}. */
  public String contentType() {
    return contentType;
  }
}
