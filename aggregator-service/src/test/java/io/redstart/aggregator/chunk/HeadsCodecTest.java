// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.model.Increment;
import io.redstart.model.Weight;
import io.redstart.wire.MalformedFrameException;
import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class HeadsCodecTest {
  private static final HexFormat HEX = HexFormat.of();

  private static RowColumns rows() {
    RowColumns rows = new RowColumns();
    rows.addHead(3, 2 * Weight.ONE, 0, 4_000);
    rows.addHead(7, Weight.ONE, 0, 1_000);
    rows.addHead(8, Weight.ONE, 0, 9);
    return rows;
  }

  private static Increment base() {
    Increment base = new Increment();
    base.addCalls(5 * Weight.ONE);
    base.addSum(0, 300);
    return base;
  }

  private static String hex(Increment base, RowColumns rows) {
    WireWriter out = new WireWriter();
    HeadsCodec.write(base, rows, 0, rows.size(), out);
    return HEX.formatHex(out.toByteArray());
  }

  private static WireReader reader(String hex) {
    byte[] bytes = HEX.parseHex(hex.replace(" ", ""));
    return new WireReader(bytes, 0, bytes.length);
  }

  /** Bytes on disks; they must stay readable. */
  private static final String VERSION_1 =
      "01 00 05 ac02 00 03 03 05 02 0300 03 020101" + " 05 a01f e807 09 00";

  @Test
  void version1_isWritten() {
    assertThat(hex(base(), rows())).isEqualTo(VERSION_1.replace(" ", ""));
  }

  @Test
  void version1_isRead() {
    RowColumns read = new RowColumns();
    Increment base = new Increment();
    HeadsCodec.read(reader(VERSION_1), base, read);
    RowsAssert.assertSame(read, rows(), 0, 3, false, "version 1");
    RowsAssert.assertSame(base, base(), "version 1");
  }

  @Test
  void sampledCalls_andLargeSums_areRead() {
    RowColumns rows = new RowColumns();
    rows.addHead(1, Weight.ONE / 4, 0, 1);
    rows.addHead(2, Weight.ONE / 2, 7, -1);
    String hex = "01 808001 00 00 00 02 01 01 00 02 0102 0b 01 ffffffffffffffffff01 02 0007";
    assertThat(hex(new Increment(), rows)).isEqualTo(hex.replace(" ", ""));
    RowColumns read = new RowColumns();
    HeadsCodec.read(reader(hex), new Increment(), read);
    RowsAssert.assertSame(read, rows, 0, 2, false, "sampled");
  }

  @Test
  void noRows_keepTheBase() {
    String hex = hex(base(), new RowColumns());
    // the unit is 5 spans
    assertThat(hex).isEqualTo("01" + "808014" + "01" + "ac0200" + "00");
    Increment base = new Increment();
    HeadsCodec.read(reader(hex), base, new RowColumns());
    RowsAssert.assertSame(base, base(), "no rows");
    assertThat(HeadsCodec.lastWindow(reader(hex))).isEqualTo(-1);
  }

  @Test
  void consecutiveWindows_takeNoBytes() {
    RowColumns rows = new RowColumns();
    for (int window = 100; window < 220; window++) {
      rows.addHead(window, Weight.ONE, 0, 1);
    }
    // 8 bytes before the columns, whose lengths take 1 byte each
    assertThat(hex(new Increment(), rows)).hasSize(2 * (8 + 4 + 120 + 120));
  }

  @Test
  void unknownVersion_isMalformed() {
    assertThatThrownBy(() -> HeadsCodec.read(reader("02"), new Increment(), new RowColumns()))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessage("version 2 of heads is unknown, byte 0");
  }

  @Test
  void windows_thatEndElsewhere_areMalformed() {
    String hex = VERSION_1.replace("0300", "0200");
    assertThatThrownBy(() -> HeadsCodec.read(reader(hex), new Increment(), new RowColumns()))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessageStartingWith("rows end at window 7 instead of 8");
  }

  @Test
  void write_ofTooManyRows_isRefused() {
    assertThatThrownBy(() -> HeadsCodec.write(
            new Increment(), new RowColumns(), 0, HeadsCodec.ROWS_MAX + 1, new WireWriter()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("65537 rows, at most 65536");
  }
}
