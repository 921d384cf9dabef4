// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.endpoint;

import io.redstart.query.api.answer.Result;

import java.util.List;

/**
 * Answers {@code /api/v1/status/buildinfo} with the Prometheus version that we are compatible with,
 * and our own version as the revision. It leaves {@code features} out: with them Grafana would
 * mistake us for Mimir.
 */
public final class BuildInfo {
  private static final String PROMETHEUS_VERSION = "3.14.0";

  private BuildInfo() {}

  public static Result result(String version) {
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
