// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.export;

/** A format that a Prometheus asks for when it scrapes. */
enum ScrapeForm {
  TEXT("text", "text/plain;version=0.0.4"),
  OPEN_METRICS("OpenMetrics", "application/openmetrics-text;version=1.0.0"),
  PROTOBUF(
      "protobuf",
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited");

  private final String title;
  private final String accept;

  ScrapeForm(String title, String accept) {
    this.title = title;
    this.accept = accept;
  }

  String title() {
    return title;
  }

  String accept() {
    return accept;
  }
}
