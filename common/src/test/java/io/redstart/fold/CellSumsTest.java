// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.model.Weight;
import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;
import java.util.HexFormat;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CellSumsTest {
  private static final int CELLS = 7_500;

  @Test
  void written_asDocumented() {
    CellSums sums = new CellSums(10, CELLS);
    sums.add(2, 300, Weight.ONE);
    sums.add(2, 5, 3 * Weight.ONE);
    sums.add(2, 300, Weight.ONE);
    sums.add(7, 300, Weight.ONE / 2);

    assertThat(hex(sums))
        .isEqualTo(
            "18" // bytes
                + "0205a602" // two cells: 5, and 294 after the one before
                + "02" // two segments
                + "02" + "04" + "0003"
                + "0002" // number 2: its first cell 3 times, its second twice
                + "04" + "0b" + "01" + "80808080808080808001"); // number 7: its second half a time
  }

  private static String hex(CellSums sums) {
    WireWriter out = new WireWriter();
    sums.writeTo(out);
    return HexFormat.of().formatHex(out.toByteArray());
  }

  /** Few counts stay a list, many become a table, large and broken ones always do. */
  @Test
  void sums_equalThoseOfAMap() {
    for (long seed = 1; seed <= 12; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int segments = 1 + random.nextInt(300);
      CellSums sums = new CellSums(segments, CELLS);
      for (int part = 0; part < 2; part++) {
        Map<Integer, Map<Integer, Long>> expected = new TreeMap<>();
        int counts = 1 << random.nextInt(21);
        for (int i = 0; i < counts; i++) {
          int segment = random.nextInt(segments);
          int cell = random.nextInt(4) == 0 ? random.nextInt(CELLS) : 1_000 + random.nextInt(90);
          long count = count(random);
          expected.computeIfAbsent(segment, none -> new TreeMap<>()).merge(cell, count, Long::sum);
          if (count == Weight.ONE && random.nextBoolean()) {
            note(sums, segment, cell);
          } else {
            sums.add(segment, cell, count);
          }
        }
        WireWriter out = new WireWriter();
        sums.writeTo(out);
        assertThat(read(out)).as("seed %d, part %d", seed, part).isEqualTo(expected);
        sums.clear();
      }
    }
  }

  private static long count(SplittableRandom random) {
    return switch (random.nextInt(50)) {
      case 0 -> 1 + random.nextLong(Weight.ONE);
      case 1 -> Weight.ONE * (1 + random.nextInt(1_000_000));
      case 2, 3 -> Weight.ONE * (1 + random.nextInt(5));
      default -> Weight.ONE;
    };
  }

  private static void note(CellSums sums, int segment, int cell) {
    int[] array = sums.reserve(1);
    CellNotes notes = sums.notes();
    int size = notes.size();
    array[size] = notes.key(segment) + cell;
    notes.setSize(size + 1);
  }

  private static Map<Integer, Map<Integer, Long>> read(WireWriter written) {
    WireReader in = new WireReader(written.array(), 0, written.size());
    assertThat(in.readLength()).isEqualTo(written.size() - in.position());
    int[] cells = new int[in.readCount(CELLS)];
    int cell = -1;
    for (int i = 0; i < cells.length; i++) {
      cell += in.readCount(CELLS) + 1;
      cells[i] = cell;
    }
    Map<Integer, Map<Integer, Long>> read = new TreeMap<>();
    int segment = -1;
    for (int left = in.readCount(CELLS); left > 0; left--) {
      segment += in.readCount(CELLS) + 1;
      int length = in.readLength();
      int end = in.position() + length;
      int position = -1;
      while (in.position() < end) {
        position += in.readCount(CELLS) + 1;
        long count = Long.rotateLeft(in.readVarint(), 16);
        read.computeIfAbsent(segment, none -> new TreeMap<>()).put(cells[position], count);
      }
    }
    assertThat(in.hasMore()).isFalse();
    return read;
  }
}
