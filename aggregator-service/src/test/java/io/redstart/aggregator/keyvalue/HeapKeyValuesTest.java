// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.keyvalue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class HeapKeyValuesTest extends KeyValuesContract {
  @Override
  KeyValues open() {
    return new HeapKeyValues();
  }

  @Test
  void sizeBytes_countsObjects() {
    store.write(new WriteBatch().put("f1", new byte[7], new byte[100]));
    // A node, the key padded to 8 bytes, the value to 104, and a header of 16 for either.
    assertThat(store.sizeBytes("f1")).isEqualTo(32 + 24 + 120);
    store.write(new WriteBatch().put("f1", new byte[7], new byte[8]));
    assertThat(store.sizeBytes("f1")).isEqualTo(32 + 24 + 24);
    store.write(new WriteBatch().delete("f1", new byte[7]).delete("f1", new byte[7]));
    assertThat(store.sizeBytes("f1")).isZero();
  }

  /** Without balance the tree would be a list, and the recursion would overflow the stack. */
  @Test
  void write_staysBalancedWithAscendingKeys() {
    int keys = 100_000;
    WriteBatch batch = new WriteBatch();
    for (int i = 0; i < keys; i++) {
      batch.put("f1", ByteBuffer.allocate(4).putInt(i).array(), new byte[0]);
    }
    for (int i = 0; i < keys; i += 2) {
      batch.delete("f1", ByteBuffer.allocate(4).putInt(i).array());
    }
    store.write(batch);
    try (KeyValuesView view = store.view()) {
      KeyValuesCursor cursor = view.cursor("f1");
      cursor.seek(new byte[0]);
      for (int i = 1; i < keys; i += 2, cursor.next()) {
        assertThat(ByteBuffer.wrap(cursor.key()).getInt()).isEqualTo(i);
      }
      assertThat(cursor.isValid()).isFalse();
    }
  }

  @Test
  void checkpoint_isNotSupported() {
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> store.checkpoint(Path.of("nowhere")));
  }
}
