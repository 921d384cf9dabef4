// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpellingTest {
  @Test
  void edits_countsLetters() {
    assertThat(Spelling.edits("kitten", "sitting")).isEqualTo(3);
    assertThat(Spelling.edits("", "abc")).isEqualTo(3);
    assertThat(Spelling.edits("same", "same")).isZero();
  }

  @Test
  void nearest_findsWhatWasMeant() {
    List<String> keys = List.of("endpoint", "timeout", "lookback_delta");
    assertThat(Spelling.nearest("time_out", keys)).contains("timeout");
    assertThat(Spelling.nearest("lookback", keys)).contains("lookback_delta");
    assertThat(Spelling.nearest("quantum", keys)).isEmpty();
  }
}
