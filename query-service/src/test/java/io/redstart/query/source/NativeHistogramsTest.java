// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import static io.redstart.query.source.ViewedStores.CART;
import static io.redstart.query.source.ViewedStores.MILLI;
import static io.redstart.query.source.ViewedStores.MINUTE;
import static io.redstart.query.source.ViewedStores.NOW;
import static io.redstart.query.source.ViewedStores.WINDOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.query.promql.value.QueryValue;
import io.redstart.query.promql.value.histogram.ExponentialBuckets;
import io.redstart.query.promql.value.histogram.Histogram;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Durations as native histograms, under the name without a suffix. */
class NativeHistogramsTest {
  private static final long SEED = System.nanoTime();

  private final ViewedStores stores = new ViewedStores();
  private final SplittableRandom random = new SplittableRandom(SEED);

  @AfterEach
  void close() {
    stores.close();
  }

  private Histogram only(String query) {
    QueryValue.Vector vector = (QueryValue.Vector) stores.instant(query, NOW).value();
    assertThat(vector.samples()).hasSize(1);
    Histogram histogram = vector.samples().get(0).histogram();
    assertThat(histogram).isNotNull();
    return histogram;
  }

  @Test
  void quantile_isOffByLessThanABucketAndHalfABin() {
    FakeStore store = stores.store();
    Map<Labels, Double> millis = new TreeMap<>();
    for (int i = 0; i < 200; i++) {
      long nanos = (long) (1_000 * Math.exp(random.nextDouble(20)));
      Labels labels = CART.with("span_name", "s" + i);
      store.count(labels, NOW - 20_000, nanos);
      millis.put(labels, nanos / 1e6);
    }
    stores.start();
    for (double q : new double[] {0.01, 0.5, 0.99}) {
      Map<Labels, Double> found =
          stores.vector("histogram_quantile(" + q + ", rate(duration_milliseconds[1m]))", NOW);
      assertThat(found.keySet()).isEqualTo(millis.keySet());
      found.forEach((labels, value) -> assertThat(value)
          .as("%s of %s, seed %d", q, labels, SEED)
          .isCloseTo(millis.get(labels), within(millis.get(labels) * 0.0094)));
    }
  }

  @Test
  void sumAndCount_areThoseOfTheClassicViews() {
    FakeStore store = stores.store();
    for (int i = 0; i < 500; i++) {
      store.count(CART, NOW - random.nextInt(300) * WINDOW, random.nextLong(5_000 * MILLI));
    }
    stores.start();
    for (String unit : new String[] {"_seconds", "_milliseconds", ""}) {
      String name = "traces_span_metrics_duration" + unit;
      assertThat(stores.vector("histogram_sum(" + name + ")", NOW))
          .isEqualTo(stores.vector("sum without (none) (" + name + "_sum)", NOW));
      assertThat(stores.vector("histogram_count(" + name + " offset 7m)", NOW))
          .isEqualTo(stores.vector("sum without (none) (" + name + "_count offset 7m)", NOW));
      assertThat(stores.number("histogram_sum(rate(" + name + "[5m]))", NOW))
          .isCloseTo(stores.number("rate(" + name + "_sum[5m])", NOW), within(1e-6));
    }
  }

  @Test
  void buckets_areThoseOfSchema7WithZerosApart() {
    stores
        .store()
        .count(CART, NOW - 20_000, 0)
        .count(CART, NOW - 20_000, 64 * MILLI)
        .count(CART, NOW - 10_000, 500 * MILLI);
    stores.start();
    Histogram histogram = only("duration_milliseconds");
    assertThat(histogram.layout()).isEqualTo(ExponentialBuckets.of(7));
    assertThat(histogram.count()).isEqualTo(3);
    assertThat(histogram.zeroCount()).isEqualTo(1);
    assertThat(only("duration_milliseconds offset 15s").toString())
        .matches("\\{count:2, sum:64, \\[[^]]+]:1, \\([^]]+]:1}");
    assertThat(only("increase(duration_milliseconds[1m])").zeroThreshold())
        .isEqualTo(histogram.zeroThreshold());
  }

  @Test
  void name_isAnsweredOnlyIfAskedFor() {
    stores.store().count(CART, NOW - 20_000, 64 * MILLI);
    stores.start();
    LabelMatcher named = LabelMatcher.equal("__name__", "duration_milliseconds");
    assertThat(stores.series(named))
        .containsExactly(CART.with("__name__", "duration_milliseconds"));
    assertThat(stores.labelValues("le", named)).isEmpty();
    assertThat(stores.vector("duration_milliseconds{le=\"100\"}", NOW)).isEmpty();
    assertThat(stores.vector("{__name__=~\".*duration_milliseconds\"}", NOW)).isEmpty();
  }

  @Test
  void anchoredIncrease_isExactAtBirth() {
    FakeStore store = stores.store();
    for (int i = 0; i < 7; i++) {
      store.count(CART, NOW - 5 * MINUTE, 64 * MILLI);
    }
    stores.start();
    for (long after = 0; after < 60_000; after += 2_500) {
      String query = "histogram_count(increase(duration_milliseconds[1m] anchored))";
      assertThat(stores.number(query, NOW - 5 * MINUTE + after))
          .as("+%d ms", after)
          .isEqualTo(7);
    }
  }
}
