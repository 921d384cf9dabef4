// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import io.redstart.config.SpanMetricsConfig.Dimension;
import io.redstart.ingest.otlp.AnyValueText;
import io.redstart.ingest.otlp.ByteSlice;
import io.redstart.ingest.otlp.MalformedOtlpException;
import io.redstart.ingest.otlp.OtlpSpan;
import io.redstart.model.Labels;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which labels a span has, as the Collector's span metrics connector and Prometheus' OTLP receiver
 * together make them:
 *
 * <pre>
 *   service_name  service.name, or unknown_service          job       service.namespace/service.name
 *   span_name     the span's name                           instance  service.instance.id
 *   span_kind     SPAN_KIND_SERVER …                        and one for each dimension
 *   status_code   STATUS_CODE_UNSET …
 * </pre>
 *
 * <p>A dimension is looked up on the span, then on the resource, then it has its default, else there
 * is no label. An enum's unknown number is an empty value, which is no label either.
 *
 * <p>Control plane: it is asked once for each new label set.
 */
final class SpanLabels {
  /** Stands for a service that does not tell its name. */
  static final String UNKNOWN_SERVICE = "unknown_service";

  private static final List<String> IDENTITY =
      List.of("service.name", "service.namespace", "service.instance.id");
  private static final List<String> KINDS = List.of(
      "SPAN_KIND_UNSPECIFIED",
      "SPAN_KIND_INTERNAL",
      "SPAN_KIND_SERVER",
      "SPAN_KIND_CLIENT",
      "SPAN_KIND_PRODUCER",
      "SPAN_KIND_CONSUMER");
  private static final List<String> STATUS_CODES =
      List.of("STATUS_CODE_UNSET", "STATUS_CODE_OK", "STATUS_CODE_ERROR");

  private final List<Dimension> dimensions;
  private final List<String> dimensionLabels;

  /**
   * Takes the configured dimensions.
   *
   * @throws IllegalArgumentException if one has no letter or digit to make a label of
   */
  SpanLabels(List<Dimension> dimensions) {
    this.dimensions = List.copyOf(dimensions);
    this.dimensionLabels =
        dimensions.stream().map(dimension -> LabelNames.of(dimension.name())).toList();
  }

  /** Returns what is looked up on the resource. */
  AttributeSelection newResourceSelection() {
    List<String> keys = new ArrayList<>(IDENTITY);
    dimensions.forEach(dimension -> keys.add(dimension.name()));
    return new AttributeSelection(keys);
  }

  /** Returns what is looked up on the span. */
  AttributeSelection newSpanSelection() {
    return new AttributeSelection(dimensions.stream().map(Dimension::name).toList());
  }

  /**
   * Returns the labels of a span.
   *
   * @throws CharacterCodingException if a value is not UTF-8
   * @throws MalformedOtlpException if an attribute that is a label is malformed
   */
  Labels of(AttributeSelection resource, OtlpSpan span, AttributeSelection spanSelection)
      throws CharacterCodingException, MalformedOtlpException {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < dimensions.size(); i++) {
      String value = dimensionValue(i, spanSelection.value(i), resource.value(IDENTITY.size() + i));
      if (value != null) {
        values.put(dimensionLabels.get(i), value);
      }
    }
    addIdentity(resource, values);
    values.put("span_name", span.name().toUtf8());
    values.put("span_kind", nameOf(span.kind(), KINDS));
    values.put("status_code", nameOf(span.statusCode(), STATUS_CODES));
    return Labels.of(values);
  }

  private static void addIdentity(AttributeSelection resource, Map<String, String> values)
      throws CharacterCodingException, MalformedOtlpException {
    String service = AnyValueText.of(resource.value(0));
    if (service.isEmpty()) {
      service = UNKNOWN_SERVICE;
    }
    ByteSlice namespace = resource.value(1);
    String job = namespace.isPresent() ? AnyValueText.of(namespace) + "/" + service : service;
    values.put("service_name", service);
    values.put("job", job);
    values.put("instance", AnyValueText.of(resource.value(2)));
  }

  private @Nullable String dimensionValue(int index, ByteSlice onSpan, ByteSlice onResource)
      throws CharacterCodingException, MalformedOtlpException {
    if (onSpan.isPresent()) {
      return AnyValueText.of(onSpan);
    }
    if (onResource.isPresent()) {
      return AnyValueText.of(onResource);
    }
    return dimensions.get(index).defaultValue();
  }

  private static String nameOf(int number, List<String> names) {
    return number >= 0 && number < names.size() ? names.get(number) : "";
  }
}
