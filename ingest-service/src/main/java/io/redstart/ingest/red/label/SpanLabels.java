// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red.label;

import io.redstart.ingest.otlp.AnyValueText;
import io.redstart.ingest.otlp.ByteSlice;
import io.redstart.ingest.otlp.MalformedOtlpException;
import io.redstart.model.Metric;
import io.redstart.spanmetrics.SpanMetricsConfig;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the labels of a span for a metric, as the Collector's span metrics connector and
 * Prometheus' OTLP receiver make them together:
 *
 * <pre>
 *   service_name  service.name, or unknown_service         job       service.namespace/service.name
 *   span_name     the span's name                          instance  service.instance.id
 *   span_kind     SPAN_KIND_SERVER …                       and those of the {@link DimensionPlan}
 *   status_code   STATUS_CODE_UNSET …
 * </pre>
 *
 * <p>A dimension is looked up on the span, then on the event if the metric counts events, then on
 * the resource. If it is nowhere, its default applies; without a default there is no label. An
 * unknown enum number has an empty value, which also means no label.
 *
 * <p>Control plane: called once for each new label set.
 */
public final class SpanLabels {
  private static final List<String> KINDS = List.of(
      "SPAN_KIND_UNSPECIFIED",
      "SPAN_KIND_INTERNAL",
      "SPAN_KIND_SERVER",
      "SPAN_KIND_CLIENT",
      "SPAN_KIND_PRODUCER",
      "SPAN_KIND_CONSUMER");
  private static final List<String> STATUS_CODES =
      List.of("STATUS_CODE_UNSET", "STATUS_CODE_OK", "STATUS_CODE_ERROR");

  private final DimensionPlan plan;
  private final Identity identity;
  private final boolean withName;
  private final boolean withKind;
  private final boolean withStatus;
  private final boolean withSamplingMethod;

  public SpanLabels(SpanMetricsConfig config, DimensionPlan plan, Identity identity) {
    this.plan = plan;
    this.identity = identity;
    this.withName = !config.excludes("span_name");
    this.withKind = !config.excludes("span_kind");
    this.withStatus = !config.excludes("status_code");
    this.withSamplingMethod = config.enableMetricsSamplingMethod();
  }

  /**
   * Returns the keys to look up on a resource: those of the dimensions, then those of the identity.
   */
  public List<String> resourceKeys() {
    List<String> keys = new ArrayList<>(plan.keys());
    keys.addAll(identity.keys());
    return keys;
  }

  public boolean withName() {
    return withName;
  }

  public boolean withKind() {
    return withKind;
  }

  public boolean withStatus() {
    return withStatus;
  }

  public boolean withSamplingMethod() {
    return withSamplingMethod;
  }

  /**
   * Returns the labels of a span.
   *
   * @throws CharacterCodingException if a value is not UTF-8
   * @throws MalformedOtlpException if an attribute that becomes a label is malformed
   */
  public LabelDraft of(Metric metric, LabelSource source)
      throws CharacterCodingException, MalformedOtlpException {
    LabelDraft draft = new LabelDraft();
    addGlobs(draft, metric, source.span);
    if (metric == Metric.EVENTS) {
      addGlobs(draft, metric, source.event);
    }
    addGlobs(draft, metric, source.resource);
    for (DimensionPlan.Named dimension : plan.named(metric)) {
      addNamed(draft, dimension, lookUp(metric, source, dimension.key()));
    }
    for (DimensionPlan.Named dimension : plan.ofResource()) {
      addNamed(draft, dimension, source.resource.value(dimension.key()));
    }
    identity.addTo(draft, source.resource, plan.keys().size());
    addFixed(draft, source);
    return draft;
  }

  private static void addGlobs(LabelDraft draft, Metric metric, AttributeSelection from)
      throws CharacterCodingException, MalformedOtlpException {
    for (int i = 0; i < from.globCount(); i++) {
      if (from.globLabel(i).metrics().contains(metric)) {
        draft.putIfAbsent(from.globLabel(i).name(), AnyValueText.of(from.globValue(i)));
      }
    }
    if (from.leftOut() > 0) {
      draft.leaveOut();
    }
  }

  private static ByteSlice lookUp(Metric metric, LabelSource source, int key) {
    ByteSlice onSpan = source.span.value(key);
    if (onSpan.isPresent()) {
      return onSpan;
    }
    ByteSlice onEvent = source.event.value(key);
    return metric == Metric.EVENTS && onEvent.isPresent() ? onEvent : source.resource.value(key);
  }

  private static void addNamed(LabelDraft draft, DimensionPlan.Named dimension, ByteSlice value)
      throws CharacterCodingException, MalformedOtlpException {
    String text = value.isPresent() ? AnyValueText.of(value) : dimension.defaultValue();
    if (text != null) {
      draft.put(dimension.label(), text);
    }
  }

  private void addFixed(LabelDraft draft, LabelSource source) throws CharacterCodingException {
    if (withName) {
      draft.put("span_name", source.name.toUtf8());
    }
    if (withKind) {
      draft.put("span_kind", nameOf(source.kind, KINDS));
    }
    if (withStatus) {
      draft.put("status_code", nameOf(source.statusCode, STATUS_CODES));
    }
    if (withSamplingMethod) {
      draft.put("sampling_method", source.extrapolated ? "extrapolated" : "counted");
    }
    if (source.scope != null) {
      draft.put("span_instrumentation_scope_name", source.scope.name().toUtf8());
      draft.put("span_instrumentation_scope_version", source.scope.version().toUtf8());
    }
  }

  private static String nameOf(int number, List<String> names) {
    return number >= 0 && number < names.size() ? names.get(number) : "";
  }
}
