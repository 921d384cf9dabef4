// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.aggregator.fixture.FakeClock;
import io.redstart.aggregator.fixture.FoldersInMemory;
import io.redstart.aggregator.fixture.TestRows;
import io.redstart.config.StoreConfig;
import io.redstart.limit.Cancellation;
import io.redstart.model.CellLayout;
import io.redstart.wire.SelectRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A store with a copy that follows it, either of which crashes now and then while the link between
 * them is cut now and then: the copy answers as its primary does.
 */
class CopyRandomTest extends StoreRandomContract {
  @TempDir(factory = FoldersInMemory.class)
  private Path folder;

  private FollowedStore both;
  private int compared;

  @Override
  RowStore openStore(FakeClock clock, CellLayout layout) throws Exception {
    if (both == null) {
      both =
          new FollowedStore(folder, clock, layout, 1, retention().toArray(StoreConfig.Tier[]::new));
    }
    both.openPrimary();
    both.connect();
    return both.primary;
  }

  @Override
  List<StoreConfig.Tier> retention() {
    return List.of(TestStores.HOUR, TestStores.MINUTES);
  }

  @Override
  boolean outlivesItsProcess() {
    return true;
  }

  @Override
  void betweenSteps(SplittableRandom random) throws Exception {
    switch (random.nextInt(200)) {
      case 0 -> both.link.isCut.set(true);
      case 1 -> both.connect();
      case 2 -> restartCopy(random);
      case 3, 4, 5, 6, 7 -> both.copy.tidy();
      default -> {
        // Most steps are the primary's.
      }
    }
  }

  private void restartCopy(SplittableRandom random) throws Exception {
    if (random.nextBoolean()) {
      both.copy.abandon();
    } else {
      both.copy.close().toCompletionStage().toCompletableFuture().get();
    }
    both.feed().detach(both.link, new IOException("the copy is gone"));
    both.openCopy();
    if (random.nextBoolean()) {
      both.connect();
    }
  }

  @Override
  void answered(SelectRequest request, List<TestRows> rows) {
    try {
      both.catchUp();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    StoreShard shard = both.copy.shards().get(0);
    Map<Object, TestRows> ofCopy = new HashMap<>();
    for (TestRows one :
        TestRows.all(request, page -> shard.view().page(page, new Cancellation()))) {
      ofCopy.put(one.labels, one);
    }
    for (TestRows one : rows) {
      TestRows other = ofCopy.get(one.labels);
      assertThat(other).as("%s in the copy", one.labels).isNotNull();
      assertThat(text(other)).isEqualTo(text(one));
    }
    compared++;
  }

  private static String text(TestRows rows) {
    StringBuilder text = new StringBuilder();
    text.append(rows.birthMillis).append(' ').append(rows.lastMillis).append(' ');
    text.append(TestRows.text(rows.base));
    rows.rows.forEach(
        (stamp, row) -> text.append('\n').append(stamp).append(' ').append(TestRows.text(row)));
    return text.toString();
  }

  @AfterEach
  void itWasAllTried() throws Exception {
    assertThat(compared).isGreaterThan(50);
    assertThat(both.resumed).isGreaterThan(10);
    assertThat(both.startedOver).isPositive();
    both.copy.abandon();
  }
}
