// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.keyvalue;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class RocksKeyValuesRandomTest extends KeyValuesRandomContract {
  @TempDir
  Path folder;

  @Override
  KeyValues open() {
    return RocksKeyValues.open(folder, 4 << 20);
  }

  @Override
  KeyValues reopen(KeyValues store) {
    store.close();
    return open();
  }
}
