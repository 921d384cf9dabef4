// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LabelsTest {
  private static final Labels CALLS =
      Labels.of("__name__", "calls_total", "service_name", "checkout", "span_name", "pay");

  @Test
  void of_sortsByName() {
    Labels labels = Labels.of("b", "2", "a", "1");
    assertThat(labels.name(0)).isEqualTo("a");
    assertThat(labels.value(1)).isEqualTo("2");
    assertThat(labels).isEqualTo(Labels.of(Map.of("a", "1", "b", "2")));
  }

  @Test
  void of_dropsEmptyValues() {
    assertThat(Labels.of("a", "", "b", "2")).isEqualTo(Labels.of("b", "2"));
    assertThat(Labels.of("a", "")).isSameAs(Labels.empty());
  }

  @Test
  void of_nameTwice_isRefused() {
    assertThatThrownBy(() -> Labels.of("a", "1", "a", "2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("label a appears twice");
  }

  @Test
  void of_nameWithoutValue_isRefused() {
    assertThatThrownBy(() -> Labels.of("a", "1", "b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("label without a value: b");
  }

  @Test
  void get_ofAnAbsentLabel_isEmpty() {
    assertThat(CALLS.get("span_kind")).isEmpty();
    assertThat(CALLS.has("span_kind")).isFalse();
    assertThat(CALLS.get("span_name")).isEqualTo("pay");
  }

  @Test
  void with_setsReplacesAndRemoves() {
    assertThat(Labels.empty().with("a", "1")).isEqualTo(Labels.of("a", "1"));
    assertThat(Labels.of("a", "1").with("a", "2")).isEqualTo(Labels.of("a", "2"));
    assertThat(Labels.of("a", "1").with("a", "")).isEqualTo(Labels.empty());
  }

  @Test
  void withoutAndRetain_splitLabels() {
    assertThat(CALLS.without(List.of("__name__", "span_name")))
        .isEqualTo(Labels.of("service_name", "checkout"));
    assertThat(CALLS.retain(List.of("span_name", "absent")))
        .isEqualTo(Labels.of("span_name", "pay"));
    assertThat(CALLS.without(List.of("absent"))).isSameAs(CALLS);
    assertThat(CALLS.retain(List.of())).isSameAs(Labels.empty());
  }

  @Test
  void compareTo_prefixComesFirst() {
    assertThat(Labels.of("a", "1")).isLessThan(Labels.of("a", "1", "b", "2"));
    assertThat(Labels.of("a", "1")).isLessThan(Labels.of("a", "2"));
    assertThat(Labels.of("a", "2")).isLessThan(Labels.of("b", "1"));
    assertThat(Labels.empty()).isLessThan(Labels.of("a", "1"));
  }

  @Test
  void toString_isASeriesInPromql() {
    assertThat(CALLS).hasToString("calls_total{service_name=\"checkout\", span_name=\"pay\"}");
    assertThat(Labels.empty()).hasToString("{}");
  }
}
