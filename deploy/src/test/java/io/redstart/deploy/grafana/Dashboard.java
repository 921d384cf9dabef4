// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.grafana;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A dashboard of the folder {@code grafana/dashboards}. */
public record Dashboard(String file, JsonNode json) {
  /** Rate, errors and durations of services and operations. */
  public static final Dashboard RED = read("red.json");

  static final Dashboard ITSELF = read("itself.json");

  /** A query of a panel, with Grafana's variables in it. */
  public record Query(String panel, String id, String expression) {
    /** Returns the query as Grafana sends it when everything is chosen. */
    String promql() {
      return over("1m", "15m");
    }

    /** Returns the query as Grafana sends it for a shown range when everything is chosen. */
    public String over(String rateInterval, String range) {
      return expression
          .replace("$__rate_interval", rateInterval)
          .replace("$__range", range)
          .replace("$before", "1h")
          .replaceAll("\\$(service|kind|operation|instance)", ".*");
    }

    @Override
    public String toString() {
      return panel + " " + id + ": " + expression;
    }
  }

  private static Dashboard read(String file) {
    try {
      return new Dashboard(
          file,
          new ObjectMapper().readTree(Path.of("grafana", "dashboards", file).toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Dashboard> all() {
    return List.of(RED, ITSELF);
  }

  List<JsonNode> panels() {
    List<JsonNode> panels = new ArrayList<>();
    json.path("panels").forEach(panels::add);
    return panels;
  }

  List<JsonNode> variables() {
    List<JsonNode> variables = new ArrayList<>();
    json.at("/templating/list").forEach(variables::add);
    return variables;
  }

  /** Returns the queries of all panels. */
  public List<Query> queries() {
    List<Query> queries = new ArrayList<>();
    for (JsonNode panel : panels()) {
      for (JsonNode target : panel.path("targets")) {
        queries.add(new Query(
            panel.path("title").asText(),
            target.path("refId").asText(),
            target.path("expr").asText()));
      }
    }
    return queries;
  }

  @Override
  public String toString() {
    return file;
  }
}
