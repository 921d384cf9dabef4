// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push.otlp;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.redstart.model.Labels;
import io.redstart.spanmetrics.Dimension;
import io.redstart.spanmetrics.LabelNames;
import io.redstart.spanmetrics.SpanMetricsConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Turns labels back into the attributes that they were made of, so that a receiver makes the same
 * labels of them.
 *
 * <pre>
 *   job="shop/cart", instance="cart-1"     resource: service.namespace=shop, service.name=cart,
 *                                                    service.instance.id=cart-1
 *   service_name="cart", span_kind="…"     data point: service.name=cart, span.kind=…
 * </pre>
 */
final class Attributes {
  private static final String JOB = "job";
  private static final String INSTANCE = "instance";

  /** The labels that belong to the resource. */
  static final Set<String> IDENTITY = Set.of(JOB, INSTANCE);

  private static final Set<String> NOT_OF_INFO = Set.of(JOB, INSTANCE, Labels.METRIC_NAME);

  private final Map<String, String> keyByLabel = new HashMap<>();

  Attributes(SpanMetricsConfig config) {
    Stream<String> fixed = Stream.of("service.name", "span.name", "span.kind", "status.code");
    Stream<String> chosen = Stream.of(config.dimensions(), config.callsDimensions())
        .flatMap(List::stream)
        .map(Dimension::name)
        .filter(name -> name != null);
    Stream.concat(fixed, chosen).forEach(key -> keyByLabel.putIfAbsent(LabelNames.of(key), key));
  }

  /** Returns the attributes of a data point: all labels but those of the resource. */
  List<KeyValue> ofPoint(Labels labels) {
    List<KeyValue> attributes = new ArrayList<>();
    labels.forEach((name, value) -> {
      if (!IDENTITY.contains(name)) {
        attributes.add(attribute(keyByLabel.getOrDefault(name, name), value));
      }
    });
    return attributes;
  }

  /**
   * Returns a resource.
   *
   * @param identity job and instance
   * @param info its other labels, from {@code target_info}
   */
  static Resource resource(Labels identity, Labels info) {
    Resource.Builder resource = Resource.newBuilder();
    String job = identity.get(JOB);
    int slash = job.indexOf('/');
    boolean hasNamespace = slash > 0 && slash < job.length() - 1;
    if (hasNamespace) {
      resource.addAttributes(attribute("service.namespace", job.substring(0, slash)));
    }
    if (!job.isEmpty()) {
      String name = hasNamespace ? job.substring(slash + 1) : job;
      resource.addAttributes(attribute("service.name", name));
    }
    if (identity.has(INSTANCE)) {
      resource.addAttributes(attribute("service.instance.id", identity.get(INSTANCE)));
    }
    info.without(NOT_OF_INFO)
        .forEach((name, value) -> resource.addAttributes(attribute(name, value)));
    return resource.build();
  }

  private static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }
}
