// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.model.Increment;
import io.redstart.model.Weight;
import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Heads, cells and totals of random rows come back as they were. */
class RowCodecsRandomTest {
  private static final int KEY_BITS = 14;

  private static WireReader reader(WireWriter out) {
    return new WireReader(out.array(), 0, out.size());
  }

  @Test
  void rows_roundTrip() {
    RowColumns read = new RowColumns();
    for (long seed = 0; seed < 300; seed++) {
      RandomRows random = new RandomRows(seed);
      RowColumns rows = random.next();
      Increment base = random.nextBase();
      WireWriter out = new WireWriter();
      HeadsCodec.write(base, rows, 0, rows.size(), out);
      int headsBytes = out.size();
      CellsCodec.write(rows, 0, rows.size(), out);

      read.clear();
      Increment readBase = new Increment();
      WireReader in = reader(out);
      HeadsCodec.read(in, readBase, read);
      assertThat(in.position()).as("seed %d", seed).isEqualTo(headsBytes);
      CellsCodec.read(in, read, 0);
      assertThat(in.hasMore()).as("seed %d", seed).isFalse();

      RowsAssert.assertSame(readBase, base, "seed " + seed);
      RowsAssert.assertSame(read, rows, 0, rows.size(), true, "seed " + seed);
    }
  }

  @Test
  void rows_writtenInPieces_areReadOneAfterAnother() {
    for (long seed = 0; seed < 200; seed++) {
      RowColumns rows = new RandomRows(seed).next();
      SplittableRandom random = new SplittableRandom(seed);
      RowColumns read = new RowColumns();
      int to;
      for (int from = 0; from < rows.size(); from = to) {
        to = from + 1 + random.nextInt(rows.size() - from);
        WireWriter out = new WireWriter();
        HeadsCodec.write(new Increment(), rows, from, to, out);
        CellsCodec.write(rows, from, to, out);
        WireReader in = reader(out);
        HeadsCodec.read(in, new Increment(), read);
        CellsCodec.read(in, read, from);
      }
      RowsAssert.assertSame(read, rows, 0, rows.size(), true, "seed " + seed);
    }
  }

  @Test
  void windowsAndCalls_areReadWithoutTheRest() {
    for (long seed = 0; seed < 200; seed++) {
      RandomRows random = new RandomRows(seed);
      RowColumns rows = random.next();
      WireWriter out = new WireWriter();
      HeadsCodec.write(random.nextBase(), rows, 0, rows.size(), out);
      RowColumns read = new RowColumns();
      HeadsCodec.readCalls(reader(out), new Increment(), read);

      int last = rows.size() - 1;
      assertThat(HeadsCodec.firstWindow(reader(out))).isEqualTo(last < 0 ? -1 : rows.window(0));
      assertThat(HeadsCodec.lastWindow(reader(out))).isEqualTo(last < 0 ? -1 : rows.window(last));
      assertThat(read.size()).as("seed %d", seed).isEqualTo(rows.size());
      for (int row = 0; row <= last; row++) {
        assertThat(read.window(row)).as("seed %d", seed).isEqualTo(rows.window(row));
        assertThat(read.calls(row)).as("seed %d", seed).isEqualTo(rows.calls(row));
        assertThat(read.sumLow(row)).as("seed %d", seed).isZero();
      }
    }
  }

  @Test
  void totals_roundTrip() {
    for (long seed = 0; seed < 200; seed++) {
      RandomRows random = new RandomRows(seed);
      RowColumns rows = random.next();
      Increment total = random.nextBase();
      for (int row = 0; row < rows.size(); row++) {
        rows.addHeadTo(row, total);
        rows.addCellsTo(row, total);
      }
      WireWriter out = new WireWriter();
      TotalCodec.write(total, out);

      Increment read = new Increment();
      WireReader in = reader(out);
      TotalCodec.readInto(in, read);
      assertThat(in.hasMore()).as("seed %d", seed).isFalse();
      RowsAssert.assertSame(read, total, "seed " + seed);
    }
  }

  /** Whatever is noted and whatever is passed on otherwise are together what the rows hold. */
  @Test
  void noted_addsUpToTheRows() {
    int noted = 0;
    for (long seed = 0; seed < 200; seed++) {
      RowColumns rows = new RandomRows(seed).next();
      SplittableRandom random = new SplittableRandom(seed);
      int[] keys = new int[rows.size()];
      for (int row = 0; row < keys.length; row++) {
        keys[row] = random.nextInt(4) == 0 ? -1 : row << KEY_BITS;
      }
      WireWriter out = new WireWriter();
      CellsCodec.write(rows, 0, rows.size(), out);
      ListedNotes notes = new ListedNotes(random.nextInt(CellsCodec.CELLS_MAX));
      CellPairs rest = new CellPairs();
      CellsCodec.note(reader(out), keys, rows.size(), notes, rest);

      Map<Integer, Long> read = new TreeMap<>();
      for (int note : notes.toArray()) {
        assertThat(note & (1 << KEY_BITS) - 1)
            .as("seed %d", seed)
            .isGreaterThanOrEqualTo(notes.fromCell());
        read.merge(note, Weight.ONE, Long::sum);
        noted++;
      }
      for (int at = 0; at < rest.size(); at++) {
        if (keys[rest.row(at)] >= 0) {
          read.merge(keys[rest.row(at)] + rest.cell(at), rest.count(at), Long::sum);
        }
      }
      assertThat(read).as("seed %d", seed).isEqualTo(counted(rows, keys));
    }
    assertThat(noted).isGreaterThan(5_000);
  }

  private static Map<Integer, Long> counted(RowColumns rows, int[] keys) {
    Map<Integer, Long> counted = new TreeMap<>();
    for (int row = 0; row < rows.size(); row++) {
      for (int at = rows.offset(row); keys[row] >= 0 && at < rows.offset(row + 1); at++) {
        if (rows.count(at) > 0) {
          counted.merge(keys[row] + rows.cell(at), rows.count(at), Long::sum);
        }
      }
    }
    return counted;
  }
}
