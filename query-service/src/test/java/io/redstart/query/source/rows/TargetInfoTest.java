// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.model.Weight;
import io.redstart.query.promql.value.Series;
import io.redstart.query.promql.value.StaleMarker;
import io.redstart.query.source.FakeShard;
import io.redstart.query.source.FakeStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests small timelines of resources; a series is a map of samples, "1" or "end", by second. */
class TargetInfoTest {
  private static final Labels SHOP = Labels.of("job", "shop");
  private static final Labels OLD = SHOP.with("version", "1").with("pod", "a");
  private static final Labels OLD_TOO = SHOP.with("version", "1").with("pod", "b");
  private static final Labels NEW = SHOP.with("version", "2").with("pod", "c");

  private final FakeShard shard = new FakeShard(TestSeries.LAYOUT, FakeStore.WINDOW_MILLIS);

  private void see(Labels resource, long... stampsMillis) {
    for (long stamp : stampsMillis) {
      shard.count(Metric.RESOURCES, resource, stamp, 0, Weight.ONE);
    }
  }

  private Map<Labels, String> infos(long fromMillis, long throughMillis, long expirationMillis) {
    Map<Labels, String> infos = new HashMap<>();
    for (Series one : TestSeries.targetInfo(fromMillis, throughMillis, expirationMillis, shard)) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < one.size(); i++) {
        text.append(text.isEmpty() ? "" : " ").append(one.timestampMillis(i) / 1000);
        if (StaleMarker.is(one.value(i))) {
          text.append(" end");
        } else {
          assertThat(one.value(i)).isEqualTo(1);
        }
      }
      assertThat(one.labels().get(Labels.METRIC_NAME)).isEqualTo("target_info");
      infos.put(one.labels().without(List.of(Labels.METRIC_NAME)), text.toString());
    }
    return infos;
  }

  @Test
  void oneResource_livesFromItsFirstSightOn() {
    see(OLD, 105_000, 115_000);
    assertThat(infos(90_000, 120_000, 0)).isEqualTo(Map.of(OLD, "105 110 115 120"));
  }

  @Test
  void change_endsTheOldWhereTheNewBegins() {
    see(OLD, 105_000, 110_000);
    see(NEW, 115_000);
    assertThat(infos(90_000, 120_000, 0)).isEqualTo(Map.of(OLD, "105 110 115 end", NEW, "115 120"));
  }

  @Test
  void concurrentResources_keepWhatTheyAgreeOn() {
    see(OLD, 105_000, 110_000);
    see(OLD_TOO, 110_000);
    assertThat(infos(90_000, 115_000, 0))
        .isEqualTo(Map.of(OLD, "105 110 end", SHOP.with("version", "1"), "110 115"));
  }

  @Test
  void attributeThatOnlyOneHas_isDropped() {
    see(OLD, 105_000);
    see(SHOP.with("version", "1"), 105_000);
    assertThat(infos(90_000, 105_000, 0)).isEqualTo(Map.of(SHOP.with("version", "1"), "105"));
  }

  @Test
  void formerInfo_canComeBack() {
    see(OLD, 105_000, 115_000);
    see(NEW, 110_000);
    assertThat(infos(90_000, 115_000, 0))
        .isEqualTo(Map.of(OLD, "105 110 end 115", NEW, "110 115 end"));
  }

  @Test
  void instances_haveTheirOwn() {
    see(OLD.with("instance", "x"), 105_000);
    see(NEW.with("instance", "y"), 105_000);
    assertThat(infos(90_000, 105_000, 0))
        .isEqualTo(Map.of(OLD.with("instance", "x"), "105", NEW.with("instance", "y"), "105"));
  }

  @Test
  void lastSeenBeforeTheRange_livesOn() {
    see(OLD, 60_000);
    see(NEW, 80_000);
    assertThat(infos(90_000, 100_000, 0)).isEqualTo(Map.of(NEW, "95 100"));
  }

  @Test
  void whoCannotBeToldApartAtTheStart_countsAsConcurrent() {
    see(OLD, 60_000, 100_000);
    see(OLD_TOO, 65_000, 100_000);
    assertThat(infos(90_000, 100_000, 0)).isEqualTo(Map.of(SHOP.with("version", "1"), "95 100"));
  }

  @Test
  void whoWasSupersededBeforeTheRange_isNotCounted() {
    see(OLD, 60_000);
    see(NEW, 65_000, 95_000);
    assertThat(infos(90_000, 95_000, 0)).isEqualTo(Map.of(NEW, "95"));
  }

  @Test
  void info_expires() {
    see(OLD, 105_000);
    see(NEW, 130_000);
    assertThat(infos(90_000, 145_000, 10_000))
        .isEqualTo(Map.of(OLD, "105 110 115 120 end", NEW, "130 135 140 145 end"));
  }
}
