// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table in columns that are as wide as their widest text; numbers stand to the right. */
public final class Table {
  private static final String GAP = "  ";

  private final List<String> head;
  private final boolean[] isNumber;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * Creates a table.
   *
   * @param numbers how many of the last columns are numbers
   */
  public Table(List<String> head, int numbers) {
    this.head = List.copyOf(head);
    this.isNumber = new boolean[head.size()];
    Arrays.fill(isNumber, head.size() - numbers, head.size(), true);
  }

  /** Adds a row. */
  public void add(List<String> cells) {
    rows.add(cells.stream().map(Shown::text).toList());
  }

  /** Returns the lines, the first of which is the head. No line is longer than the width. */
  public List<String> lines(int width) {
    int[] widths = new int[head.size()];
    for (List<String> row : rowsWithHead()) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], length(row.get(i)));
      }
    }
    shrink(widths, width);
    return rowsWithHead().stream().map(row -> line(row, widths, width)).toList();
  }

  private List<List<String>> rowsWithHead() {
    List<List<String>> all = new ArrayList<>();
    all.add(head);
    all.addAll(rows);
    return all;
  }

  /** Takes from the widest column of texts until the line fits, as long as that is possible. */
  private void shrink(int[] widths, int width) {
    int over = Arrays.stream(widths).sum() + GAP.length() * (widths.length - 1) - width;
    for (; over > 0; over--) {
      int widest = -1;
      for (int i = 0; i < widths.length; i++) {
        if (!isNumber[i] && (widest < 0 || widths[i] > widths[widest])) {
          widest = i;
        }
      }
      if (widest < 0 || widths[widest] <= 1) {
        return;
      }
      widths[widest]--;
    }
  }

  private String line(List<String> row, int[] widths, int width) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String text = Shown.cut(row.get(i), widths[i]);
      String space = " ".repeat(widths[i] - length(text));
      line.append(i == 0 ? "" : GAP).append(isNumber[i] ? space + text : text + space);
    }
    return Shown.cut(line.toString().stripTrailing(), width);
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
