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

class TotalCodecTest {
  /** Bytes on disks; they must stay readable. */
  private static final String VERSION_1 = "01 00 8010 ac02 00 02 f70d 01 01 ff0f";

  private static Increment total() {
    Increment total = new Increment();
    total.addCalls(2048 * Weight.ONE);
    total.addSum(0, 300);
    total.addCell(1783, Weight.ONE);
    total.addCell(1785, 2047 * Weight.ONE);
    return total;
  }

  private static String hex(Increment total) {
    WireWriter out = new WireWriter();
    TotalCodec.write(total, out);
    return HexFormat.of().formatHex(out.toByteArray());
  }

  private static void readInto(String hex, Increment target) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    TotalCodec.readInto(new WireReader(bytes, 0, bytes.length), target);
  }

  @Test
  void version1_isWritten() {
    assertThat(hex(total())).isEqualTo(VERSION_1.replace(" ", ""));
  }

  @Test
  void version1_isRead() {
    Increment read = new Increment();
    readInto(VERSION_1, read);
    RowsAssert.assertSame(read, total(), "version 1");
  }

  @Test
  void readInto_addsToWhatIsThere() {
    Increment expected = total();
    expected.add(total());
    Increment read = total();
    readInto(VERSION_1, read);
    RowsAssert.assertSame(read, expected, "added");
  }

  @Test
  void cellsThatCountNothing_areNotWritten() {
    Increment total = total();
    total.addCell(1784, 0);
    total.addCell(5000, 0);
    assertThat(hex(total)).isEqualTo(VERSION_1.replace(" ", ""));
  }

  @Test
  void unknownVersion_isMalformed() {
    assertThatThrownBy(() -> readInto("00", new Increment()))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessage("version 0 of a total is unknown, byte 0");
  }

  @Test
  void cell_thatNoLayoutHas_isMalformed() {
    String hex = VERSION_1.replace("f70d", "e940"); // cell 8297
    assertThatThrownBy(() -> readInto(hex, new Increment()))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessageStartingWith("count 8297 exceeds 8296");
  }
}
