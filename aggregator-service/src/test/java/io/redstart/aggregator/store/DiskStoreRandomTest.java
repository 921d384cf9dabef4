// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import io.redstart.aggregator.fixture.FakeClock;
import io.redstart.aggregator.fixture.FoldersInMemory;
import io.redstart.config.StoreConfig;
import io.redstart.model.CellLayout;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

class DiskStoreRandomTest extends StoreRandomContract {
  @TempDir(factory = FoldersInMemory.class)
  private Path folder;

  @Override
  RowStore openStore(FakeClock clock, CellLayout layout) {
    return TestStores.onDisk(folder, clock, layout, retention().toArray(StoreConfig.Tier[]::new));
  }

  @Override
  List<StoreConfig.Tier> retention() {
    return List.of(TestStores.HOUR, TestStores.MINUTES);
  }

  @Override
  boolean outlivesItsProcess() {
    return true;
  }
}
