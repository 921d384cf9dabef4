// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import io.redstart.aggregator.fixture.FakeClock;
import io.redstart.limit.MemoryBudget;
import io.redstart.model.CellLayout;

class MemoryStoreRandomTest extends StoreRandomContract {
  @Override
  Store openStore(FakeClock clock, CellLayout layout) {
    return MemoryStore.open(
            1,
            MemoryStoreTest.CONFIG,
            layout,
            clock,
            clock::nanos,
            5,
            new MemoryBudget("store", 64 << 20))
        .result();
  }
}
