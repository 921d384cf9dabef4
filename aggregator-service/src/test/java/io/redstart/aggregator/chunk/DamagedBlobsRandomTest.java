// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.redstart.model.Increment;
import io.redstart.wire.MalformedFrameException;
import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Damaged blobs are refused as malformed or read as something else; nothing worse happens. */
@Timeout(60)
class DamagedBlobsRandomTest {
  private static final int BLOBS = 60;
  private static final int DAMAGES = 300;

  private static void damage(String name, BlobWriter writer, Consumer<WireReader> reader) {
    int refused = 0;
    for (long seed = 0; seed < BLOBS; seed++) {
      WireWriter out = new WireWriter();
      writer.write(new RandomRows(seed), out);
      SplittableRandom random = new SplittableRandom(seed);
      for (int i = 0; i < DAMAGES; i++) {
        byte[] damaged = damaged(out.toByteArray(), random);
        try {
          reader.accept(new WireReader(damaged, 0, damaged.length));
        } catch (MalformedFrameException e) {
          refused++;
        } catch (RuntimeException | Error e) {
          fail(name + ", seed " + seed + ", damage " + i, e);
        }
      }
    }
    assertThat(refused).as(name).isGreaterThan(BLOBS * DAMAGES / 10);
  }

  /** Cuts, flips a bit, replaces a byte, or spoils some bytes near the beginning. */
  private static byte[] damaged(byte[] bytes, SplittableRandom random) {
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(4)) {
      case 0 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 2 -> bytes[at] = (byte) random.nextInt(256);
      default -> {
        for (int i = 0; i < 4; i++) {
          bytes[random.nextInt(Math.min(16, bytes.length))] = (byte) random.nextInt(256);
        }
        bytes[0] = 1;
      }
    }
    return bytes;
  }

  /** Writes a blob of random content. */
  private interface BlobWriter {
    void write(RandomRows random, WireWriter out);
  }

  @Test
  void heads_damaged() {
    RowColumns read = new RowColumns();
    damage(
        "heads",
        (random, out) -> {
          RowColumns rows = random.next();
          HeadsCodec.write(random.nextBase(), rows, 0, rows.size(), out);
        },
        in -> {
          read.clear();
          HeadsCodec.read(in, new Increment(), read);
        });
  }

  @Test
  void cells_damaged() {
    RowColumns read = new RowColumns();
    damage(
        "cells",
        (random, out) -> {
          RowColumns rows = random.next();
          CellsCodec.write(rows, 0, rows.size(), out);
        },
        in -> {
          // The number of rows is taken from the blob itself, so that this check does not hide
          // more.
          read.clear();
          int start = in.position();
          int rows = new CellsDirectory(in).rowCount();
          for (int row = 0; row < rows; row++) {
            read.addHead(row, 1, 0, 1);
          }
          byte[] bytes = in.array();
          CellsCodec.read(new WireReader(bytes, start, bytes.length - start), read, 0);
          checkCells(read);
          note(new WireReader(bytes, start, bytes.length - start), rows);
        });
  }

  /** Folds read the same bytes in another way. */
  private static void note(WireReader in, int rows) {
    ListedNotes notes = new ListedNotes(0);
    CellsCodec.note(in, new int[rows], rows, notes, new CellPairs());
    assertThat(Arrays.stream(notes.toArray()).max().orElse(0)).isLessThan(CellsCodec.CELLS_MAX);
  }

  /** Cells ascend and exist, counts are positive; plain code, as it runs for millions of cells. */
  private static void checkCells(RowColumns rows) {
    for (int row = 0; row < rows.size(); row++) {
      int previous = -1;
      for (int at = rows.offset(row); at < rows.offset(row + 1); at++) {
        int cell = rows.cell(at);
        if (cell <= previous || cell >= CellsCodec.CELLS_MAX || rows.count(at) <= 0) {
          fail("row %d: cell %d after %d counts %d", row, cell, previous, rows.count(at));
        }
        previous = cell;
      }
    }
  }

  @Test
  void totals_damaged() {
    damage(
        "totals",
        (random, out) -> {
          RowColumns rows = random.next();
          Increment total = random.nextBase();
          for (int row = 0; row < rows.size(); row++) {
            rows.addCellsTo(row, total);
          }
          TotalCodec.write(total, out);
        },
        in -> TotalCodec.readInto(in, new Increment()));
  }

  @Test
  void exemplars_damaged() {
    ExemplarColumn column = new ExemplarColumn();
    damage(
        "exemplars",
        (random, out) -> {
          RowColumns rows = random.next();
          column.clear();
          for (int row = 0; row < rows.size(); row += 3) {
            column.add(rows.window(row), new byte[40], 0, 1 + row % 40);
          }
          column.write(out);
        },
        in -> ExemplarColumn.read(in, (window, array, offset, length) -> {
          assertThat(window).isNotNegative();
          assertThat(offset + length).isLessThanOrEqualTo(array.length);
        }));
  }
}
