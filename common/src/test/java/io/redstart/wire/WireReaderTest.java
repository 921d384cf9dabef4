// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class WireReaderTest {
  private static WireReader reader(int... bytes) {
    byte[] array = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      array[i] = (byte) bytes[i];
    }
    return new WireReader(new Frame(array));
  }

  @Test
  void readVarint_isProtobufs() {
    assertThat(reader(0xac, 0x02).readVarint()).isEqualTo(300);
    assertThat(
            reader(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01).readVarint())
        .isEqualTo(-1);
  }

  @Test
  void readVarint_ofMoreThanTenBytes_isMalformed() {
    WireReader in = reader(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01);
    assertThatThrownBy(in::readVarint)
        .isInstanceOf(MalformedFrameException.class)
        .hasMessageContaining("10 bytes");
  }

  @Test
  void readCount_aboveItsMaximum_isMalformed() {
    assertThatThrownBy(() -> reader(5).readCount(4))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessage("count 5 exceeds 4 at byte 0");
  }

  @Test
  void readLength_beyondTheEnd_isMalformed() {
    assertThatThrownBy(() -> reader(9, 1, 2, 3, 4).readLength())
        .isInstanceOf(MalformedFrameException.class)
        .hasMessage("length 9 exceeds 4 bytes left at byte 1");
  }

  @Test
  void readLength_beyondAnInt_isMalformed() {
    assertThatThrownBy(() ->
            reader(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1).readLength())
        .isInstanceOf(MalformedFrameException.class);
    assertThatThrownBy(() -> reader(0x80, 0x80, 0x80, 0x80, 0x10).readLength())
        .isInstanceOf(MalformedFrameException.class);
  }

  @Test
  void reads_stopAtTheEndOfTheirRange() {
    WireReader in = new WireReader(new byte[] {1, 2, 3}, 1, 1);
    assertThat(in.readByte()).isEqualTo(2);
    assertThat(in.hasMore()).isFalse();
    assertThatThrownBy(in::readByte)
        .isInstanceOf(MalformedFrameException.class)
        .hasMessage("length 1 exceeds 0 bytes left at byte 2");
  }

  @Test
  void truncate_beyondTheSize_isRefused() {
    WireWriter out = new WireWriter().writeByte(1).writeByte(2);
    out.truncate(1);
    assertThat(out.toByteArray()).containsExactly(1);
    assertThatThrownBy(() -> out.truncate(2)).isInstanceOf(IllegalArgumentException.class);
  }
}
