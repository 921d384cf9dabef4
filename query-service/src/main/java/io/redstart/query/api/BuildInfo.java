// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import java.util.List;

/**
 * {@code /api/v1/status/buildinfo}: the version of Prometheus that we answer as, and our own as the
 * revision. There are no {@code features}, by which Grafana would take us for a Mimir.
 */
final class BuildInfo {
  private static final String PROMETHEUS_VERSION = "3.14.0";

  private BuildInfo() {}

  static Result result(String version) {
    return new Result(
        json -> {
          json.writeStartObject();
          json.writeStringField("version", PROMETHEUS_VERSION);
          json.writeStringField("revision", "redstart-" + version);
          json.writeStringField("branch", "");
          json.writeStringField("buildUser", "");
          json.writeStringField("buildDate", "");
          json.writeStringField("goVersion", "");
          json.writeEndObject();
        },
        List.of(),
        List.of());
  }
}
