// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.ingest.otlp.ByteSlice;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DecisionsTest {
  private final Decisions decisions = new Decisions(7);

  @Test
  void find_tellsWhatWasKept() {
    decisions.keep(slice("yes"), true);
    decisions.keep(slice("no"), false);
    assertThat(decisions.find(slice("yes"))).isEqualTo(Decisions.YES);
    assertThat(decisions.find(slice("no"))).isEqualTo(Decisions.NO);
    assertThat(decisions.find(slice("maybe"))).isEqualTo(Decisions.UNKNOWN);
  }

  @Test
  void keep_startsAnew_whenFull() {
    for (int i = 0; i < Decisions.VALUES_MAX; i++) {
      decisions.keep(slice("value " + i), true);
    }
    assertThat(decisions.size()).isEqualTo(Decisions.VALUES_MAX);
    decisions.keep(slice("one more"), true);
    assertThat(decisions.size()).isEqualTo(1);
    assertThat(decisions.find(slice("one more"))).isEqualTo(Decisions.YES);
    assertThat(decisions.find(slice("value 1"))).isEqualTo(Decisions.UNKNOWN);
  }

  @Test
  void keep_keepsNoLongValues() {
    String longest = "x".repeat(Decisions.VALUE_MAX_BYTES);
    decisions.keep(slice(longest), true);
    decisions.keep(slice(longest + "x"), true);
    assertThat(decisions.size()).isEqualTo(1);
    assertThat(decisions.find(slice(longest + "x"))).isEqualTo(Decisions.UNKNOWN);
  }

  private static ByteSlice slice(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteSlice slice = new ByteSlice();
    slice.set(bytes, 0, bytes.length);
    return slice;
  }
}
