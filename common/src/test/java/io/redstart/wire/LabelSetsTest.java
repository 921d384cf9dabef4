// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.model.Labels;
import org.junit.jupiter.api.Test;

final class LabelSetsTest {
  private static final Labels LABELS = Labels.of("span_name", "pay €", "service_name", "checkout");

  @Test
  void encode_writesNamesAndValuesInOrder() {
    byte[] bytes = LabelSets.encode(Labels.of("b", "é", "a", "1"));
    assertThat(bytes).containsExactly(1, 'a', 1, '1', 1, 'b', 2, 0xc3, 0xa9);
  }

  @Test
  void labels_roundTrip() {
    byte[] bytes = LabelSets.encode(LABELS);
    assertThat(LabelSets.decode(bytes, 0, bytes.length)).isEqualTo(LABELS);
    assertThat(LabelSets.encode(Labels.empty())).isEmpty();
    assertThat(LabelSets.decode(new byte[0], 0, 0)).isEqualTo(Labels.empty());
  }

  @Test
  void decode_ofANameThatStandsTwice_isMalformed() {
    byte[] bytes = {1, 'a', 1, '1', 1, 'a', 1, '2'};
    assertThatThrownBy(() -> LabelSets.decode(bytes, 0, bytes.length))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessage("label a appears twice, byte 0");
  }

  @Test
  void hash_ofARange_isTheHashOfItsBytes() {
    byte[] bytes = LabelSets.encode(LABELS);
    byte[] shifted = new byte[bytes.length + 5];
    System.arraycopy(bytes, 0, shifted, 3, bytes.length);
    assertThat(LabelSets.hash(shifted, 3, bytes.length))
        .isEqualTo(LabelSets.hash(bytes, 0, bytes.length));
  }

  @Test
  void hash_isXxh3() {
    // XXH3_64bits of no bytes with seed 0 (github.com/Cyan4973/xxHash, doc/xxhash_spec.md)
    assertThat(LabelSets.hash(new byte[0], 0, 0)).isEqualTo(0x2d06800538d394c2L);
  }

  @Test
  void slot_isTheTopOfTheHash() {
    assertThat(LabelSets.slot(0)).isZero();
    assertThat(LabelSets.slot(-1)).isEqualTo(LabelSets.SLOTS - 1);
    assertThat(LabelSets.slot(1L << 50)).isEqualTo(1);
  }
}
