// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red.label;

import io.redstart.model.Metric;
import io.redstart.spanmetrics.AttributeGlob;
import io.redstart.spanmetrics.Dimension;
import io.redstart.spanmetrics.LabelNames;
import io.redstart.spanmetrics.SpanMetricsConfig;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Maps attributes to the labels of each metric, resolved once from the settings:
 *
 * <pre>
 *   keys     [http.method, zone, db.name]       every attribute that is looked up by its key
 *   calls    http_method ← 0 or "GET", zone ← 1
 *   duration http_method ← 0 or "GET", db_name ← 2
 *   globs    rpc.* for both
 * </pre>
 */
public final class DimensionPlan {
  /**
   * An attribute that becomes a label.
   *
   * @param key its position in {@link #keys}
   * @param label the label's name
   * @param defaultValue the label's value if the attribute is missing; null for no label
   */
  record Named(int key, String label, @Nullable String defaultValue) {}

  /** A pattern of keys that become labels of some metrics. */
  record Glob(AttributeGlob pattern, Set<Metric> metrics) {}

  /** The metrics that {@code calls_dimensions} apply to. */
  private static final Set<Metric> OF_CALLS = EnumSet.of(Metric.SPANS, Metric.CALLS);

  private static final Set<Metric> OF_DURATIONS =
      EnumSet.of(Metric.SPANS, Metric.DURATION, Metric.SELF_TIME);
  private static final Set<Metric> OF_EVENTS = EnumSet.of(Metric.EVENTS);
  private static final Set<Metric> OF_ALL =
      EnumSet.of(Metric.SPANS, Metric.CALLS, Metric.DURATION, Metric.SELF_TIME, Metric.EVENTS);

  private final List<String> keys = new ArrayList<>();
  private final Map<Metric, List<Named>> named = new EnumMap<>(Metric.class);
  private final List<Glob> globs = new ArrayList<>();
  private final List<Named> ofResource = new ArrayList<>();

  /** Resolves the settings. */
  public DimensionPlan(SpanMetricsConfig config) {
    OF_ALL.forEach(metric -> named.put(metric, new ArrayList<>()));
    add(config.dimensions(), OF_ALL);
    add(config.callsDimensions(), OF_CALLS);
    add(config.histogram().dimensions(), OF_DURATIONS);
    if (config.events().enabled()) {
      add(config.events().dimensions(), OF_EVENTS);
    }
    for (String key : config.resourceToLabels()) {
      ofResource.add(new Named(indexOf(key), LabelNames.of(key), null));
    }
  }

  private void add(List<Dimension> dimensions, Set<Metric> metrics) {
    for (Dimension dimension : dimensions) {
      if (dimension.name() == null) {
        globs.add(new Glob(AttributeGlob.of(String.valueOf(dimension.glob())), metrics));
        continue;
      }
      Named entry = new Named(
          indexOf(dimension.name()), LabelNames.of(dimension.name()), dimension.defaultValue());
      named.forEach((metric, entries) -> {
        if (metrics.contains(metric)) {
          entries.add(entry);
        }
      });
    }
  }

  private int indexOf(String key) {
    if (!keys.contains(key)) {
      keys.add(key);
    }
    return keys.indexOf(key);
  }

  /** Returns every key that is looked up. */
  public List<String> keys() {
    return keys;
  }

  /** Returns the labels of a metric that come from attributes looked up by key. */
  List<Named> named(Metric metric) {
    return named.getOrDefault(metric, List.of());
  }

  /** Returns the labels that every metric gets from attributes of the resource. */
  List<Named> ofResource() {
    return ofResource;
  }

  /** Returns the patterns of keys that become labels. */
  public List<Glob> globs() {
    return globs;
  }
}
