// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red.label;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.ingest.otlp.ByteSlice;
import io.redstart.ingest.red.TestFolders;
import org.junit.jupiter.api.Test;

class GlobKeysTest {
  private static final String LONGEST = "x".repeat(GlobKeys.KEY_MAX_BYTES);

  private final GlobKeys keys =
      new GlobKeys(new DimensionPlan(TestFolders.config("dimensions: [{glob: 'x*'}]")).globs(), 42);

  @Test
  void labelOf_remembersNoLongKeys() {
    keys.labelOf(slice(LONGEST));
    GlobKeys.Label label = keys.labelOf(slice(LONGEST + "x"));

    assertThat(label.name()).isEqualTo(LONGEST + "x");
    assertThat(keys.size()).isEqualTo(1);
  }

  @Test
  void labelOf_startsAnew_whenFull() {
    for (int i = 0; i <= GlobKeys.KEYS_MAX; i++) {
      assertThat(keys.labelOf(slice("x" + i)).name()).isEqualTo("x" + i);
    }
    assertThat(keys.size()).isEqualTo(1);
    assertThat(keys.labelOf(slice("x7")).name()).isEqualTo("x7");
    assertThat(keys.labelOf(slice("y7")).isNone()).isTrue();
  }

  private static ByteSlice slice(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    ByteSlice slice = new ByteSlice();
    slice.set(bytes, 0, bytes.length);
    return slice;
  }
}
