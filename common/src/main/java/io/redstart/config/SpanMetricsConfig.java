// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.config;

import io.redstart.model.CellLayout;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The block {@code spanmetrics:}, with the keys, meanings and defaults of the Collector's span
 * metrics connector. What it has and this does not act on is {@link Foreign}.
 *
 * @param namespace prefix of metric names; {@code traces.span.metrics} becomes {@code
 *     traces_span_metrics_}; may be empty
 * @param histogram how durations are listed
 * @param dimensions attributes that become labels, besides the fixed ones
 */
@Foreign(
    key = "metrics_flush_interval",
    byDefault = "60s",
    instead = "a sample is made at the end of each window, see `store.retention`")
@Foreign(
    key = "dimensions_cache_size",
    byDefault = "1000",
    instead = "there is no such cache, and no longer one in the connector")
@Foreign(
    key = "metric_timestamp_cache_size",
    byDefault = "1000",
    instead = "it serves delta temporality only; counters here are cumulative")
@Foreign(
    key = "resource_metrics_cache_size",
    byDefault = "1000",
    instead = "no resource is forgotten, counters never restart")
@Foreign(
    key = "resource_metrics_key_attributes",
    byDefault = "[]",
    instead = "series are told apart by their labels alone, whatever else changes in a resource")
@Foreign(key = "aggregation_temporality", byDefault = "AGGREGATION_TEMPORALITY_CUMULATIVE")
@Foreign(key = "calls_dimensions", byDefault = "[]")
@Foreign(key = "exclude_dimensions", byDefault = "[]")
@Foreign(key = "include_instrumentation_scope", byDefault = "[]")
@Foreign(key = "series_expiration", byDefault = "0")
@Foreign(key = "metrics_expiration", byDefault = "0")
@Foreign(key = "aggregation_cardinality_limit", byDefault = "0")
@Foreign(key = "exemplars.enabled", byDefault = "false")
@Foreign(key = "exemplars.max_per_data_point", byDefault = "5")
@Foreign(key = "events.enabled", byDefault = "false")
@Foreign(key = "events.dimensions", byDefault = "[]")
@Foreign(key = "self_time.enabled", byDefault = "false")
@Foreign(key = "add_resource_attributes", byDefault = "false")
@Foreign(key = "enable_metrics_sampling_method", byDefault = "false")
public record SpanMetricsConfig(
    @Setting(
        doc = "Prefix of the listed metric names, `.` becomes `_`",
        byDefault = "traces.span.metrics")
    String namespace,

    HistogramConfig histogram,

    @Setting(
        doc =
            "Attributes that become labels, each `{name, default}`; looked up on the span, then on"
                + " the resource, then `default`, else there is no label",
        byDefault = "[]")
    List<Dimension> dimensions) {
  /** Labels that no dimension may become: the fixed ones, and those of Prometheus. */
  private static final Set<String> RESERVED_LABELS = Set.of(
      "service_name", "span_name", "span_kind", "status_code", "job", "instance", "le", "__name__");

  /** Copies the list; no two dimensions may become the same label. */
  public SpanMetricsConfig {
    dimensions = List.copyOf(dimensions);
    Map<String, String> nameByLabel = new HashMap<>();
    for (Dimension dimension : dimensions) {
      String other = nameByLabel.put(dimension.label(), dimension.name());
      if (other != null) {
        throw new IllegalArgumentException("dimensions \"%s\" and \"%s\" are both the label %s"
            .formatted(other, dimension.name(), dimension.label()));
      }
    }
  }

  /** The unit of listed durations. */
  public enum Unit {
    MS("milliseconds", 1e6),
    S("seconds", 1e9);

    private final String word;
    private final double nanos;

    Unit(String word, double nanos) {
      this.word = word;
      this.nanos = nanos;
    }

    /** Returns the word in metric names. */
    public String word() {
      return word;
    }

    /** Returns how many nanoseconds one is. */
    public double nanos() {
      return nanos;
    }
  }

  /**
   * How durations are listed.
   *
   * @param unit their unit
   * @param explicit their buckets
   */
  @Foreign(key = "disable", byDefault = "false")
  @Foreign(key = "exponential")
  @Foreign(key = "dimensions", byDefault = "[]")
  public record HistogramConfig(
      @Setting(doc = "Unit of the listed durations", byDefault = "ms")
      Unit unit,

      ExplicitConfig explicit) {}

  /**
   * The configured buckets.
   *
   * @param buckets upper bounds, ascending, without {@code +Inf}
   */
  public record ExplicitConfig(
      @Setting(
          doc = "Upper bounds of the buckets that are listed and counted exactly",
          byDefault =
              "[2ms, 4ms, 6ms, 8ms, 10ms, 50ms, 100ms, 200ms, 400ms, 800ms, 1s, 1400ms, 2s, 5s,"
                  + " 10s, 15s]")
      List<Duration> buckets) {
    /** Copies the list; bounds must be longer than 0 s and ascend. */
    public ExplicitConfig {
      buckets = List.copyOf(buckets);
      Duration previous = Duration.ZERO;
      for (Duration bound : buckets) {
        if (bound.compareTo(previous) <= 0) {
          throw new IllegalArgumentException(
              "buckets must ascend from above 0s, but %s comes after %s"
                  .formatted(GoDuration.format(bound), GoDuration.format(previous)));
        }
        previous = bound;
      }
      if (buckets.size() > CellLayout.BOUNDS_MAX) {
        throw new IllegalArgumentException(
            buckets.size() + " buckets, at most " + CellLayout.BOUNDS_MAX);
      }
    }
  }

  /**
   * An attribute that becomes a label.
   *
   * @param name the attribute's key
   * @param defaultValue the label's value where neither span nor resource has the attribute
   */
  @Foreign(key = "glob")
  public record Dimension(
      @Setting(doc = "The attribute's key") String name,

      @Setting(
          doc = "The label's value where neither span nor resource has the attribute",
          key = "default")
      @Nullable
      String defaultValue) {
    /** Checks that the attribute becomes a label of its own. */
    public Dimension {
      if (name.isEmpty()) {
        throw new IllegalArgumentException("the name of a dimension is empty");
      }
      if (RESERVED_LABELS.contains(labelOf(name))) {
        throw new IllegalArgumentException(
            "dimension \"%s\" would be the label %s, which is there already"
                .formatted(name, labelOf(name)));
      }
    }

    /** Returns the label's name: the key, with {@code _} for what a label's name may not have. */
    public String label() {
      return labelOf(name);
    }

    private static String labelOf(String name) {
      return name.replaceAll("[^a-zA-Z0-9_]", "_");
    }
  }

  /** Returns the cells to count in. */
  public CellLayout layout() {
    return CellLayout.of(
        histogram.explicit.buckets.stream().mapToLong(Duration::toNanos).toArray());
  }

  /** Returns the prefix of listed metric names, with its underscore, or the empty string. */
  public String metricPrefix() {
    return namespace.isEmpty() ? "" : namespace.replaceAll("[^a-zA-Z0-9_]", "_") + "_";
  }
}
