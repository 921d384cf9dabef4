// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WindowBlocksTest {
  private final WindowBlocks blocks = new WindowBlocks(5_000, 120);

  @Test
  void blockOf_beginsWithAMultipleOfItsLength() {
    assertThat(blocks.blockOf(595_000)).isZero();
    assertThat(blocks.blockOf(600_000)).isEqualTo(1);
    assertThat(blocks.blockOf(-5_000)).isEqualTo(-1);
  }

  @Test
  void stamps_ofABlockAreItsFirstToItsLast() {
    assertThat(blocks.firstStampMillis(1)).isEqualTo(600_000);
    assertThat(blocks.lastStampMillis(1)).isEqualTo(1_195_000);
  }

  @Test
  void indexInBlock_countsWindows() {
    assertThat(blocks.indexInBlock(600_000)).isZero();
    assertThat(blocks.indexInBlock(1_195_000)).isEqualTo(119);
  }

  @Test
  void noWindows_makeNoBlock() {
    assertThatThrownBy(() -> new WindowBlocks(5_000, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("0 windows of 5000 ms make no block");
  }
}
