// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red.rule;

import io.redstart.model.Labels;
import java.util.List;

/**
 * Reduces a label set beyond a limit to the labels of its overflow. These keep everything that
 * Jaeger's monitor reads of a service, so that its totals are right and the overflow has a row of its own.
 */
final class OverflowLabels {
  static final String SERVICE_NAME = "service_name";
  static final String SPAN_NAME = "span_name";

  /** The name under which spans are counted whose operation is beyond the limit. */
  static final String OVERFLOW = "otel.metric.overflow";

  private static final List<String> IDENTITY =
      List.of(SERVICE_NAME, "span_kind", "status_code", "job", "instance");
  private static final List<String> INSTANCE = List.of("job", "instance");
  private static final String MARK = "otel_metric_overflow";

  private OverflowLabels() {}

  /** Returns a label set with the overflow in place of its operation. */
  static Labels ofOperation(Labels labels) {
    return labels.with(SPAN_NAME, OVERFLOW);
  }

  /** Returns the overflow of the service for a kind, a status and an instance. */
  static Labels ofLabelSet(Labels labels) {
    return labels.retain(IDENTITY).with(SPAN_NAME, OVERFLOW).with(MARK, "true");
  }

  /** Returns an overflow of the service without its instance. */
  static Labels withoutInstance(Labels overflow) {
    return overflow.without(INSTANCE);
  }
}
