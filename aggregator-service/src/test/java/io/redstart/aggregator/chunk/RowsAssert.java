// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.model.Increment;

/** Compares rows and increments. */
final class RowsAssert {
  private RowsAssert() {}

  /** Checks that {@code actual} holds the rows from {@code fromRow} to {@code toRow}. */
  static void assertSame(
      RowColumns actual, RowColumns expected, int fromRow, int toRow, boolean cells, String as) {
    assertThat(actual.size()).as("rows, %s", as).isEqualTo(toRow - fromRow);
    for (int row = 0; row < actual.size(); row++) {
      int other = fromRow + row;
      String at = "row " + row + ", " + as;
      assertThat(actual.window(row)).as(at).isEqualTo(expected.window(other));
      assertThat(actual.calls(row)).as(at).isEqualTo(expected.calls(other));
      assertThat(actual.sumHigh(row)).as(at).isEqualTo(expected.sumHigh(other));
      assertThat(actual.sumLow(row)).as(at).isEqualTo(expected.sumLow(other));
      if (cells) {
        assertThat(cells(actual, row)).as(at).isEqualTo(cells(expected, other));
      } else {
        assertThat(cells(actual, row)).as(at).isEmpty();
      }
    }
  }

  /** Checks that two increments are the same. */
  static void assertSame(Increment actual, Increment expected, String as) {
    assertThat(text(actual)).as(as).isEqualTo(text(expected));
  }

  /** Returns the cells of a row as text in their order, with fixed-point counts. */
  static String cells(RowColumns rows, int row) {
    Increment cells = new Increment();
    rows.addCellsTo(row, cells);
    assertThat(cells.cellCount()).isEqualTo(rows.offset(row + 1) - rows.offset(row));
    return cellsText(cells);
  }

  private static String text(Increment increment) {
    return increment.calls() + " " + increment.sumHigh() + " " + increment.sumLow() + ": "
        + cellsText(increment);
  }

  private static String cellsText(Increment increment) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < increment.cellCount(); i++) {
      text.append(increment.cell(i)).append('=').append(increment.count(i)).append(' ');
    }
    return text.toString();
  }
}
