// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.wire.MalformedFrameException;
import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunsTest {
  private static final String EXAMPLE = "080a0004" + "0301" + "3fe0000000000000";

  private static long bits(double value) {
    return Double.doubleToRawLongBits(value);
  }

  private static List<String> read(String hex, long firstSlot) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    List<String> runs = new ArrayList<>();
    Runs.read(
        new WireReader(bytes, 0, bytes.length),
        firstSlot,
        (first, last, valueBits) ->
            runs.add(first + "…" + last + ": " + Double.longBitsToDouble(valueBits)));
    return runs;
  }

  @Test
  void bytes_areAsDocumented() {
    WireWriter out = new WireWriter();
    Runs.Writer writer = new Runs.Writer(out, 100);
    writer.write(100, 102, bits(5));
    writer.write(103, 103, bits(7));
    writer.write(105, 105, bits(0.5));
    assertThat(HexFormat.of().formatHex(out.toByteArray())).isEqualTo(EXAMPLE);
    assertThat(read(EXAMPLE, 100)).containsExactly("100…102: 5.0", "103…103: 7.0", "105…105: 0.5");
  }

  @Test
  void values_keepTheirBits() {
    double[] values = {
      -0.0, 0.0, Double.NaN, Double.POSITIVE_INFINITY, 1L << 53, -(1L << 52), 1e300, 0.1, -3
    };
    WireWriter out = new WireWriter();
    Runs.Writer writer = new Runs.Writer(out, 0);
    for (int slot = 0; slot < values.length; slot++) {
      writer.write(slot, slot, bits(values[slot]));
    }
    writer.write(values.length, values.length, Runs.STALE_BITS);
    List<Long> found = new ArrayList<>();
    Runs.read(
        new WireReader(out.array(), 0, out.size()), 0, (first, last, bits) -> found.add(bits));
    assertThat(found).hasSize(values.length + 1).last().isEqualTo(Runs.STALE_BITS);
    for (int slot = 0; slot < values.length; slot++) {
      assertThat(found.get(slot)).as("%s", values[slot]).isEqualTo(bits(values[slot]));
    }
  }

  @Test
  void malformedRuns_areRefused() {
    for (String hex : List.of("08", "0a01", "01", "013fe00000000000", "ffffffffff")) {
      assertThatThrownBy(() -> read(hex, 0)).as(hex).isInstanceOf(MalformedFrameException.class);
    }
    assertThatThrownBy(() -> read("fcffffff0700", 0))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessage("a series of 536870911 slots");
  }
}
