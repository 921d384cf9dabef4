// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import static io.redstart.query.source.ViewedStores.CART;
import static io.redstart.query.source.ViewedStores.HOUR;
import static io.redstart.query.source.ViewedStores.MILLI;
import static io.redstart.query.source.ViewedStores.MINUTE;
import static io.redstart.query.source.ViewedStores.NOW;
import static io.redstart.query.source.ViewedStores.PAY;
import static io.redstart.query.source.ViewedStores.WINDOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import java.util.Map;

/** The rows of {@link ViewsTableTest} about names and identity. */
final class ViewsOfNames {
  private ViewsOfNames() {}

  static void listedNames_areCountedOnce() {
    try (ViewedStores stores = new ViewedStores()) {
      FakeStore store = stores.store();
      for (int i = 0; i < 7; i++) {
        store.count(i % 2 == 0 ? CART : PAY, NOW - 20_000, 50 * MILLI);
      }
      stores.start();
      assertThat(stores.vector("count by (__name__) ({job=\"a\"})", NOW))
          .isEqualTo(Map.of(
              Labels.of("__name__", "traces_span_metrics_calls_total"),
              2.0,
              Labels.of("__name__", "traces_span_metrics_duration_milliseconds_bucket"),
              8.0,
              Labels.of("__name__", "traces_span_metrics_duration_milliseconds_count"),
              2.0,
              Labels.of("__name__", "traces_span_metrics_duration_milliseconds_sum"),
              2.0));
      assertThat(stores.number("sum({__name__=~\".*calls.*\"})", NOW)).isEqualTo(7);
      assertThat(stores.number(
              "sum by (service_name) ({__name__=~\"(traces_span_metrics_)?calls(_total)?\","
                  + "service_name=\"cart\"})",
              NOW))
          .isEqualTo(4);
    }
  }

  static void alias_isAnsweredUnderItsOwnName() {
    try (ViewedStores stores = new ViewedStores()) {
      stores.store().count(CART, NOW - 20_000, 50 * MILLI);
      stores.start();
      Labels calls = CART.with("__name__", "calls");
      assertThat(stores.vector("calls", NOW)).isEqualTo(Map.of(calls, 1.0));
      assertThat(stores.series(LabelMatcher.equal("__name__", "calls"))).containsExactly(calls);
      assertThat(stores.labelValues("__name__", LabelMatcher.equal("__name__", "calls")))
          .containsExactly("calls");
      assertThat(stores.labelValues("__name__")).doesNotContain("calls");
    }
  }

  static void targetInfo_joinsWithOneResult() {
    Labels one = Labels.of("job", "a", "instance", "pod-1");
    Labels job = Labels.of("job", "b");
    try (ViewedStores stores = new ViewedStores()) {
      FakeStore store = stores.store();
      for (long stamp = NOW - 2 * HOUR; stamp <= NOW; stamp += WINDOW) {
        store.count(one.with("service_name", "a"), stamp, MILLI);
        store.count(job.with("service_name", "b"), stamp, MILLI);
        String version = stamp < NOW - HOUR ? "1" : "2";
        store.count(Metric.RESOURCES, one.with("version", version), stamp, 0);
        store.count(Metric.RESOURCES, job.with("version", "7").with("pod", "x"), stamp, 0);
        store.count(Metric.RESOURCES, job.with("version", "7").with("pod", "y"), stamp, 0);
      }
      stores.start();
      Map<Labels, Map<Long, Double>> joined = stores.range(
          "rate(calls_total[5m]) * on (job, instance) group_left (version) target_info",
          NOW - HOUR - 10 * MINUTE,
          NOW - HOUR + 10 * MINUTE,
          2_500);
      Labels first = one.with("service_name", "a");
      Labels second = job.with("service_name", "b").with("version", "7");
      assertThat(joined)
          .containsOnlyKeys(first.with("version", "1"), first.with("version", "2"), second);
      assertThat(joined.get(second)).hasSize(481);
      Map<Long, Double> old = joined.get(first.with("version", "1"));
      Map<Long, Double> young = joined.get(first.with("version", "2"));
      assertThat(old.keySet()).doesNotContainAnyElementsOf(young.keySet());
      assertThat(old.size() + young.size()).isEqualTo(481);
    }
  }
}
