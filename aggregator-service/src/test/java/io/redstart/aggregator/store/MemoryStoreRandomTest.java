// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import io.redstart.aggregator.fixture.FakeClock;
import io.redstart.config.StoreConfig;
import io.redstart.model.CellLayout;
import java.util.List;

class MemoryStoreRandomTest extends StoreRandomContract {
  @Override
  RowStore openStore(FakeClock clock, CellLayout layout) {
    return TestStores.inMemory(clock, layout);
  }

  @Override
  List<StoreConfig.Tier> retention() {
    return List.of(TestStores.HOUR);
  }

  @Override
  boolean outlivesItsProcess() {
    return false;
  }
}
