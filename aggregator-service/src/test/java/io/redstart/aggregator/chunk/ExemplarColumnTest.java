// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.wire.MalformedFrameException;
import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExemplarColumnTest {
  /** Bytes on disks; they must stay readable. */
  private static final String VERSION_1 = "01 02 03 02 aabb 00 01 cc";

  private final ExemplarColumn column = new ExemplarColumn();

  private void add(int window, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    column.add(window, bytes, 0, bytes.length);
  }

  private String written() {
    WireWriter out = new WireWriter();
    column.write(out);
    return HexFormat.of().formatHex(out.toByteArray());
  }

  private static List<String> read(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    List<String> rows = new ArrayList<>();
    ExemplarColumn.read(
        new WireReader(bytes, 0, bytes.length),
        (window, array, offset, length) ->
            rows.add(window + "=" + HexFormat.of().formatHex(array, offset, offset + length)));
    return rows;
  }

  @Test
  void version1_isWritten() {
    add(3, "aabb");
    add(4, "cc");
    assertThat(written()).isEqualTo(VERSION_1.replace(" ", ""));
  }

  @Test
  void version1_isRead() {
    assertThat(read(VERSION_1)).containsExactly("3=aabb", "4=cc");
  }

  @Test
  void clear_removesAllRows() {
    add(3, "aabb");
    assertThat(column.isEmpty()).isFalse();
    column.clear();
    assertThat(column.isEmpty()).isTrue();
    add(0, "dd");
    assertThat(read(written())).containsExactly("0=dd");
  }

  @Test
  void highestWindow_isRead() {
    add(0, "aa");
    add(HeadsCodec.WINDOW_MAX, "bb");
    assertThat(read(written())).containsExactly("0=aa", "2147483647=bb");
  }

  @Test
  void add_ofAnEarlierWindow_isRefused() {
    add(3, "aa");
    assertThatThrownBy(() -> add(3, "bb"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("window 3 after 3");
  }

  @Test
  void unknownVersion_isMalformed() {
    assertThatThrownBy(() -> read("09 00"))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessage("version 9 of exemplars is unknown, byte 0");
  }

  @Test
  void window_thatOverflows_isMalformed() {
    assertThatThrownBy(() -> read("01 02 ffffffff07 00 00 00"))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessageStartingWith("count 0 exceeds -1");
  }
}
