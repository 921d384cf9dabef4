// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.model.Weight;
import io.redstart.wire.MalformedFrameException;
import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class CellsCodecTest {
  private static final HexFormat HEX = HexFormat.of();

  /** Bytes on disks; they must stay readable: the example of {@link CellsCodec}. */
  private static final String WITHOUT_COUNTS = "01 03 05 00 01 01 08 04 01020005";

  private static final String WITH_COUNTS = "01 03 05 00 01 01 09 04 00030008";

  private static RowColumns heads(int size) {
    RowColumns rows = new RowColumns();
    for (int row = 0; row < size; row++) {
      rows.addHead(row, Weight.ONE, 0, 1);
    }
    return rows;
  }

  private static RowColumns example() {
    RowColumns rows = new RowColumns();
    rows.addHead(0, Weight.ONE, 0, 1);
    rows.addCell(63, Weight.ONE);
    rows.addHead(1, Weight.ONE, 0, 1);
    rows.addCell(61, Weight.ONE);
    rows.addHead(2, Weight.ONE, 0, 1);
    rows.addCell(63, 2 * Weight.ONE);
    return rows;
  }

  private static String hex(RowColumns rows) {
    WireWriter out = new WireWriter();
    CellsCodec.write(rows, 0, rows.size(), out);
    return HEX.formatHex(out.toByteArray());
  }

  private static RowColumns read(String hex, int rows) {
    byte[] bytes = HEX.parseHex(hex.replace(" ", ""));
    RowColumns read = heads(rows);
    WireReader in = new WireReader(bytes, 0, bytes.length);
    CellsCodec.read(in, read, 0);
    assertThat(in.hasMore()).isFalse();
    return read;
  }

  @Test
  void version1_withoutCounts_isRead() {
    RowsAssert.assertSame(read(WITHOUT_COUNTS, 3), example(), 0, 3, true, "without counts");
  }

  @Test
  void version1_withCounts_isRead() {
    RowsAssert.assertSame(read(WITH_COUNTS, 3), example(), 0, 3, true, "with counts");
  }

  @Test
  void fewCells_areWrittenInWideGroups() {
    // highest cell 255, so cell 63 begins at position 192 · 3 = 576
    assertThat(hex(example())).isEqualTo("0103080001" + "000a04" + "c104020005");
  }

  @Test
  void manyCells_areWrittenInNarrowGroups() {
    RowColumns rows = new RowColumns();
    rows.addHead(0, 0, 0, 0);
    for (int cell = 0; cell < 512; cell++) {
      rows.addCell(cell, Weight.ONE);
    }
    String bodies = "01".repeat(512);
    assertThat(hex(rows)).isEqualTo("0101050010" + "0f4020" + "004020".repeat(15) + bodies);
  }

  @Test
  void busyGroups_areWrittenWithCounts() {
    RowColumns rows = heads(1);
    rows.addCell(254, 3 * Weight.ONE);
    rows.addCell(255, 1_000 * Weight.ONE);
    // cell 255 counts 998 + 2, cell 254 counts 1 + 2
    assertThat(hex(rows)).isEqualTo("0101080001" + "000beb07" + "01e607" + "0101");
  }

  @Test
  void sampledSpans_areWrittenInUnitsOfTheirWeight() {
    RowColumns rows = heads(1);
    rows.addCell(255, 218_453);
    assertThat(hex(rows)).isEqualTo("010108d5aa0d0100020101");
    RowsAssert.assertSame(read(hex(rows), 1), rows, 0, 1, true, "sampled");
  }

  @Test
  void highestCount_andHighestCell_areRead() {
    RowColumns rows = heads(1);
    rows.addCell(0, 1);
    rows.addCell(CellsCodec.CELLS_MAX - 1, Weight.MAX);
    RowsAssert.assertSame(read(hex(rows), 1), rows, 0, 1, true, "highest");
  }

  @Test
  void cellsThatCountNothing_areNotWritten() {
    RowColumns rows = heads(1);
    rows.addCell(4, 0);
    rows.addCell(5, Weight.ONE);
    rows.addCell(900, 0);
    assertThat(RowsAssert.cells(read(hex(rows), 1), 0)).isEqualTo("5=65536 ");
  }

  @Test
  void noCells_andNoRows_takeFiveBytes() {
    assertThat(hex(heads(2))).isEqualTo("0102080000");
    assertThat(hex(heads(0))).isEqualTo("0100080000");
    assertThat(read("0100080000", 0).size()).isZero();
  }

  @Test
  void rowsBeforeTheFirst_keepTheirCells() {
    RowColumns rows = example();
    rows.addHead(10, Weight.ONE, 0, 1);
    rows.addHead(11, Weight.ONE, 0, 1);
    rows.addHead(12, Weight.ONE, 0, 1);
    byte[] bytes = HEX.parseHex(WITH_COUNTS.replace(" ", ""));
    CellsCodec.read(new WireReader(bytes, 0, bytes.length), rows, 3);
    for (int row = 0; row < 3; row++) {
      assertThat(RowsAssert.cells(rows, row)).isEqualTo(RowsAssert.cells(example(), row));
      assertThat(RowsAssert.cells(rows, 3 + row)).isEqualTo(RowsAssert.cells(example(), row));
    }
  }

  @Test
  void cellsOfOtherRows_areMalformed() {
    assertMalformed(WITH_COUNTS, 2, "cells of 3 rows for 2 rows at byte 0");
  }

  @Test
  void unknownVersion_isMalformed() {
    assertMalformed("02 03", 3, "version 2 of cells is unknown, byte 0");
  }

  @Test
  void directory_thatDisagreesWithItsBody_isMalformed() {
    assertMalformed(
        WITHOUT_COUNTS.replace("08 04", "08 05"), 3, "group counts 4 instead of 5, before byte 12");
  }

  @Test
  void position_behindItsGroup_isMalformed() {
    assertMalformed(
        WITHOUT_COUNTS.replace("01020005", "0102005f"), 3, "cell 31 in the group from 32");
  }

  @Test
  void firstPosition_thatIsTheOneBefore_isMalformed() {
    assertMalformed(WITHOUT_COUNTS.replace("01020005", "00020005"), 3, "position −1");
  }

  @Test
  void cell_thatNoLayoutHas_isMalformed() {
    // width 13: the second group begins at cell 8192 and ends at 16383
    assertMalformed("01 01 0d 00 01 01 02 01 01", 1, "cell 16383 does not exist");
  }

  @Test
  void countAboveTheHighest_isMalformed() {
    assertMalformed(
        "01 01 05 00 01 01 15 01 01 ffffffffffffffff7f", 1, "count of -9223372036854775807 units");
  }

  @Test
  void groups_withoutRows_areMalformed() {
    assertMalformed("01 00 05 00 01 01 02 01 01", 0, "count 1 exceeds 0");
  }

  private static void assertMalformed(String hex, int rows, String message) {
    assertThatThrownBy(() -> read(hex, rows))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessageStartingWith(message);
  }
}
