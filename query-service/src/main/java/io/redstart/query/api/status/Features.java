// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.status;

import io.redstart.query.api.answer.Reply;
import io.redstart.query.api.answer.Result;
import io.redstart.query.api.request.Parameters;
import io.redstart.query.promql.function.FunctionTable;
import io.redstart.query.promql.plan.EngineConfig;
import io.redstart.query.promql.syntax.SyntaxConfig;
import io.redstart.query.promql.syntax.tree.AggregateOp;
import io.redstart.query.promql.syntax.tree.BinaryOp;
import io.redstart.query.promql.syntax.tree.SetOp;
import java.util.Map;
import java.util.TreeMap;

/**
 * Answers {@code /api/v1/features}: by category and name, whether the server has a feature. The
 * categories and names are Prometheus'; where it lists parts that we lack, the category is empty.
 */
public final class Features {
  private final Reply reply;

  /** Makes the endpoint of an engine with these settings. */
  public Features(EngineConfig config) {
    Map<String, Map<String, Boolean>> features = new TreeMap<>();
    features.put("api", api());
    features.put("otlp_receiver", all(false, "delta_conversion", "native_delta_ingestion"));
    features.put("prometheus", prometheus());
    features.put("promql", promql(config));
    features.put("promql_functions", functions(config.syntax()));
    features.put("promql_operators", operators(config.syntax()));
    features.put("rules", all(false, "concurrent_rule_eval", "keep_firing_for", "query_offset"));
    features.put("scrape", Map.of());
    features.put("service_discovery_providers", Map.of());
    features.put("templating_functions", Map.of());
    features.put("tsdb", tsdb());
    features.put("ui", all(false, "ui_v2", "ui_v3"));
    reply = Result.of(features);
  }

  /** Lists the features. */
  public Reply list(Parameters parameters) {
    return reply;
  }

  private static Map<String, Boolean> all(boolean isThere, String... names) {
    Map<String, Boolean> features = new TreeMap<>();
    for (String name : names) {
      features.put(name, isThere);
    }
    return features;
  }

  private static Map<String, Boolean> api() {
    Map<String, Boolean> api = all(
        true,
        "exclude_alerts",
        "label_values_match",
        "query_stats",
        "query_warnings",
        "time_range_labels",
        "time_range_series");
    api.putAll(all(
        false,
        "admin",
        "lifecycle",
        "openapi_3.1",
        "openapi_3.2",
        "otlp_write_receiver",
        "remote_write_receiver",
        "search",
        "search_fuzz_alg_jarowinkler",
        "search_fuzz_alg_subsequence"));
    return api;
  }

  private static Map<String, Boolean> prometheus() {
    Map<String, Boolean> features = all(false, "agent_mode", "auto_reload_config", "stringlabels");
    features.put("server_mode", true);
    return features;
  }

  private static Map<String, Boolean> promql(EngineConfig config) {
    SyntaxConfig syntax = config.syntax();
    Map<String, Boolean> promql = all(
        true,
        "at_modifier",
        "bool",
        "by",
        "group_left",
        "group_right",
        "ignoring",
        "negative_offset",
        "offset",
        "on",
        "per_query_lookback_delta",
        "subqueries",
        "without");
    promql.putAll(all(syntax.extendedRangeSelectors(), "anchored", "smoothed"));
    promql.putAll(all(syntax.fillModifiers(), "fill", "fill_left", "fill_right"));
    promql.put("delayed_name_removal", config.delayedNameRemoval());
    promql.put("duration_expr", syntax.durationExpressions());
    promql.put("per_step_stats", false);
    promql.put("type_and_unit_labels", false);
    promql.put("use_start_timestamps", config.startTimestamps());
    return promql;
  }

  private static Map<String, Boolean> functions(SyntaxConfig syntax) {
    Map<String, Boolean> functions = new TreeMap<>();
    new FunctionTable()
        .signatures()
        .forEach(function -> functions.put(
            function.name(), !function.experimental() || syntax.experimentalFunctions()));
    return functions;
  }

  private static Map<String, Boolean> operators(SyntaxConfig syntax) {
    Map<String, Boolean> operators = all(true, "!~", "=~", "@");
    for (BinaryOp op : BinaryOp.values()) {
      operators.put(op.symbol(), true);
    }
    for (SetOp op : SetOp.values()) {
      operators.put(op.text(), true);
    }
    for (AggregateOp op : AggregateOp.values()) {
      operators.put(op.text(), !op.isExperimental() || syntax.experimentalFunctions());
    }
    return operators;
  }

  private static Map<String, Boolean> tsdb() {
    Map<String, Boolean> tsdb = all(
        false,
        "delayed_compaction",
        "histograms_st_encoding",
        "isolation",
        "st_storage",
        "use_uncached_io",
        "xor2_encoding");
    tsdb.putAll(all(true, "exemplar_storage", "native_histograms"));
    return tsdb;
  }
}
