// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import io.redstart.aggregator.fixture.FakeClock;
import io.redstart.model.CellLayout;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class DiskStoreTest extends StoreContract {
  @TempDir
  private Path folder;

  @Override
  Store openStore(FakeClock clock, CellLayout layout) {
    return TestStores.onDisk(folder, clock, layout, TestStores.HOUR);
  }
}
