// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.spanmetrics;

import io.redstart.config.Complaints;
import io.redstart.config.Foreign;
import io.redstart.config.Setting;
import io.redstart.model.CellLayout;
import io.redstart.model.Exemplars;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The block {@code spanmetrics:}, with the keys, meanings and defaults of the Collector's span
 * metrics connector, and some of our own. Keys of the connector without effect here are {@link
 * Foreign}.
 *
 * @param namespace prefix of metric names; {@code traces.span.metrics} becomes {@code
 *     traces_span_metrics_}; may be empty
 * @param histogram how durations are listed
 * @param dimensions attributes that become labels, besides the fixed ones
 * @param callsDimensions attributes that become labels of calls only
 * @param excludeDimensions fixed labels that are left out
 * @param resourceToLabels attributes of resources that become labels; our own key
 * @param includeInstrumentationScope names of scopes whose spans are labelled with them
 * @param enableMetricsSamplingMethod whether a label distinguishes sampled spans from others
 * @param events whether events of spans are counted
 * @param selfTime whether the time that spans spend outside of their children is counted
 * @param exemplars which traces are kept as examples
 * @param seriesExpiration how long a series lasts without a count; 0 for ever
 * @param metricsExpiration the same; the shorter of the two applies
 * @param aggregationCardinalityLimit how many label sets a service may have; 0 is no limit
 * @param filters which spans are counted; our own key, like all that follow
 * @param spanNames changes to the names of spans
 * @param relabel changes to labels
 * @param limits limits for each service in one ingest service
 */
@Foreign(
    key = "metrics_flush_interval",
    byDefault = "60s",
    instead = "a sample is made at the end of each window, see `store.retention`")
@Foreign(
    key = "aggregation_temporality",
    byDefault = "AGGREGATION_TEMPORALITY_CUMULATIVE",
    instead = "counters are cumulative, the only kind that PromQL reads")
@Foreign(
    key = "dimensions_cache_size",
    byDefault = "1000",
    instead = "there is no such cache, and the connector no longer has one")
@Foreign(
    key = "metric_timestamp_cache_size",
    byDefault = "1000",
    instead = "it is for delta temporality only; counters here are cumulative")
@Foreign(
    key = "resource_metrics_cache_size",
    byDefault = "1000",
    instead = "resources are never forgotten, so counters never restart")
@Foreign(
    key = "resource_metrics_key_attributes",
    byDefault = "[]",
    instead = "a series is identified by its labels alone, whatever else changes in a resource")
@Foreign(
    key = "add_resource_attributes",
    byDefault = "false",
    instead = "`target_info` always has the resource's attributes; `resource_to_labels` turns them"
        + " into labels")
public record SpanMetricsConfig(
    @Setting(
        doc = "Prefix of the listed metric names; translated as Prometheus does, with `_` for `.`",
        byDefault = "traces.span.metrics")
    String namespace,

    HistogramConfig histogram,

    @Setting(
        doc = "Attributes that become labels, each `{name, default}` or `{glob}`; looked up on the"
            + " span, then on the resource; if missing, `default` is the value, or there is no"
            + " label",
        byDefault = "[]")
    List<Dimension> dimensions,

    @Setting(doc = "Attributes that become labels of calls, but not of durations", byDefault = "[]")
    List<Dimension> callsDimensions,

    @Setting(
        doc = "Fixed labels to leave out: `service.name`, `span.name`, `span.kind`, `status.code`,"
            + " and here also `job` and `instance`, without which the pods of a service are"
            + " counted together",
        byDefault = "[]")
    List<String> excludeDimensions,

    @Setting(
        doc = "Attributes of the resource that become labels (not a key of the connector, but"
            + " Prometheus' `promote_resource_attributes`)",
        byDefault = "[]")
    List<String> resourceToLabels,

    @Setting(
        doc = "Names of instrumentation scopes whose spans get the labels"
            + " `span_instrumentation_scope_name` and `span_instrumentation_scope_version`",
        byDefault = "[]")
    List<String> includeInstrumentationScope,

    @Setting(
        doc = "Whether a label `sampling_method` distinguishes spans that represent several"
            + " (`extrapolated`, by `ot=th` in their tracestate) from others (`counted`)",
        byDefault = "false")
    boolean enableMetricsSamplingMethod,

    EventsConfig events,
    SelfTimeConfig selfTime,
    ExemplarsConfig exemplars,

    @Setting(
        doc = "How long a series lasts without a count; it continues when it is counted again; 0"
            + " for ever",
        byDefault = "0s")
    Duration seriesExpiration,

    @Setting(
        doc = "The same, for each series and not for a whole resource; the shorter of the two"
            + " applies",
        byDefault = "0s")
    Duration metricsExpiration,

    @Setting(
        doc = "How many label sets a service may have; spans of further ones are counted under"
            + " `otel_metric_overflow=\"true\"`, with their service, kind and status; 0 is no"
            + " limit",
        byDefault = "0")
    int aggregationCardinalityLimit,

    @Setting(
        doc = "Which spans are counted: a list of policies like Tempo's `filter_policies`, all of"
            + " which must let a span through",
        byDefault = "[]")
    List<SpanFilterConfig> filters,

    SpanNamesConfig spanNames,

    @Setting(
        doc = "Changes to the labels of each label set: a list of rules like Prometheus'"
            + " `relabel_config`",
        byDefault = "[]")
    List<RelabelRule> relabel,

    SpanLimitsConfig limits) {
  private static final Pattern BETWEEN_WORDS = Pattern.compile("[^a-zA-Z0-9:]+");

  /** Fixed labels by the names under which they can be left out. */
  private static final Map<String, String> FIXED_LABELS = Map.of(
      "service.name", "service_name",
      "span.name", "span_name",
      "span.kind", "span_kind",
      "status.code", "status_code",
      "otel.status_code", "status_code",
      "collector.instance.id", "collector_instance_id",
      "job", "job",
      "instance", "instance");

  /** Copies the lists and checks everything. */
  public SpanMetricsConfig {
    dimensions = List.copyOf(dimensions);
    callsDimensions = Dimension.checked(callsDimensions);
    excludeDimensions = List.copyOf(excludeDimensions);
    resourceToLabels = List.copyOf(resourceToLabels);
    includeInstrumentationScope = List.copyOf(includeInstrumentationScope);
    filters = List.copyOf(filters);
    relabel = List.copyOf(relabel);
    checkExcluded(excludeDimensions);
    checkLabels(dimensions, resourceToLabels);
    if (aggregationCardinalityLimit < 0) {
      throw new IllegalArgumentException(
          "aggregation_cardinality_limit must be 0 or more, not " + aggregationCardinalityLimit);
    }
  }

  /** Creates a configuration with defaults for everything else. */
  public SpanMetricsConfig(
      String namespace, HistogramConfig histogram, List<Dimension> dimensions) {
    this(
        namespace,
        histogram,
        dimensions,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        false,
        new EventsConfig(false, List.of()),
        new SelfTimeConfig(false),
        new ExemplarsConfig(false, 5),
        Duration.ZERO,
        Duration.ZERO,
        0,
        List.of(),
        new SpanNamesConfig(false, List.of()),
        List.of(),
        new SpanLimitsConfig(0, 0));
  }

  private static void checkExcluded(List<String> names) {
    List<String> unknown = names.stream()
        .filter(name -> !FIXED_LABELS.containsKey(name))
        .map(name -> '"' + name + '"')
        .toList();
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("exclude_dimensions has " + String.join(", ", unknown)
          + ", which " + (unknown.size() == 1 ? "is" : "are") + " none of "
          + FIXED_LABELS.keySet().stream().sorted().toList());
    }
  }

  /**
   * Checks both lists in one complaint, so that a mistake in one does not hide a clash between
   * them.
   */
  private static void checkLabels(List<Dimension> dimensions, List<String> resourceToLabels) {
    Complaints complaints = new Complaints();
    complaints.collect(() -> Dimension.check(dimensions));
    Map<String, String> keyByLabel = new HashMap<>();
    for (Dimension dimension : dimensions) {
      if (dimension.name() != null) {
        keyByLabel.put(LabelNames.of(dimension.name()), dimension.name());
      }
    }
    for (String key : resourceToLabels) {
      complaints.collect(() -> checkResourceLabel(key, keyByLabel));
    }
    complaints.throwIfAny();
  }

  private static void checkResourceLabel(String key, Map<String, String> keyByLabel) {
    if (key.indexOf('*') >= 0) {
      throw new IllegalArgumentException("resource_to_labels has \"" + key
          + "\", but accepts no patterns: make it a dimension, {glob: " + key + "}");
    }
    String label = LabelNames.of(key);
    String other = keyByLabel.put(label, key);
    if (other != null || Dimension.isReserved(label)) {
      throw new IllegalArgumentException(
          "resource_to_labels has \"%s\" for the label %s, which".formatted(key, label)
              + (other == null ? " already exists" : " \"" + other + "\" already uses"));
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

    /** Returns the number of nanoseconds in the unit. */
    public double nanos() {
      return nanos;
    }
  }

  /**
   * Whether events of spans are counted.
   *
   * @param enabled whether they are
   * @param dimensions attributes that become labels of events; at least one
   */
  public record EventsConfig(
      @Setting(
          doc = "Whether events of spans are counted, as the metric `events`",
          byDefault = "false")
      boolean enabled,

      @Setting(
          doc = "Attributes that become labels of events, at least one; looked up on the span, then"
              + " on the event, then on the resource",
          byDefault = "[]")
      List<Dimension> dimensions) {
    /** Checks the dimensions. */
    public EventsConfig {
      dimensions = Dimension.checked(dimensions);
      if (enabled && dimensions.isEmpty()) {
        throw new IllegalArgumentException("enabled events need dimensions");
      }
    }
  }

  /**
   * Whether the time that spans spend outside of their children is counted.
   *
   * @param enabled whether it is
   */
  public record SelfTimeConfig(
      @Setting(
          doc = "Whether the time that a span spends outside of its children is counted, as the"
              + " metric `self_time`; exact if a trace arrives in one request",
          byDefault = "false")
      boolean enabled) {}

  /**
   * Which traces are kept as examples.
   *
   * @param enabled whether any are
   * @param maxPerDataPoint how many for each series and window, 0 or more
   */
  public record ExemplarsConfig(
      @Setting(doc = "Whether traces are kept as examples", byDefault = "false")
      boolean enabled,

      @Setting(
          doc = "How many traces to keep for each series and window; failed and slow ones are kept"
              + " first",
          byDefault = "5")
      int maxPerDataPoint) {
    /** Checks the number. */
    public ExemplarsConfig {
      if (maxPerDataPoint < 0 || maxPerDataPoint > Exemplars.PLACES_MAX) {
        throw new IllegalArgumentException(
            "max_per_data_point must be 0 to " + Exemplars.PLACES_MAX + ", not " + maxPerDataPoint);
      }
    }
  }

  /** Returns the cells to count in. */
  public CellLayout layout() {
    return histogram.layout();
  }

  /** Returns whether a fixed label, such as {@code span_name}, is left out. */
  public boolean excludes(String label) {
    return excludeDimensions.stream().anyMatch(name -> label.equals(FIXED_LABELS.get(name)));
  }

  /** Returns how long a series lasts without a count; zero for ever. */
  public Duration expiration() {
    if (seriesExpiration.isZero() || metricsExpiration.isZero()) {
      return seriesExpiration.plus(metricsExpiration);
    }
    return seriesExpiration.compareTo(metricsExpiration) < 0 ? seriesExpiration : metricsExpiration;
  }

  /** Returns the limits, including the connector's. */
  public SpanLimitsConfig effectiveLimits() {
    return limits.withCardinalityLimit(aggregationCardinalityLimit);
  }

  /** Returns whether calls and durations have separate label sets. */
  public boolean splitsCallsFromDurations() {
    return histogram.disable()
        || !callsDimensions.isEmpty()
        || !histogram.dimensions().isEmpty();
  }

  /**
   * Returns the prefix of listed metric names, with its underscore, or the empty string. It is the
   * namespace as Prometheus' OTLP receiver would translate it (prometheus/otlptranslator,
   * metric_namer.go).
   */
  public String metricPrefix() {
    String words = BETWEEN_WORDS
        .splitAsStream(namespace)
        .filter(word -> !word.isEmpty())
        .collect(Collectors.joining("_"));
    if (words.isEmpty()) {
      return "";
    }
    return (Character.isDigit(words.charAt(0)) ? "_" : "") + words + "_";
  }
}
