// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.keyvalue;

class HeapKeyValuesRandomTest extends KeyValuesRandomContract {
  @Override
  KeyValues open() {
    return new HeapKeyValues();
  }

  @Override
  KeyValues reopen(KeyValues store) {
    return store;
  }
}
