// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/**
 * A line chart of braille patterns: each character is a grid of 2 by 4 dots, of which any can be set.
 *
 * <pre>
 *    40 ┤⠀⠀⠀⠀⠀⢀⡠⠔⠊⠑⢄
 *    20 ┤⠀⢀⡠⠔⠊⠁⠀⠀⠀⠀⠀⠑⢄
 *     0 ┤⠊⠁
 * </pre>
 *
 * <p>Lines have colours. Where there are none, several lines are drawn with a letter each.
 */
public final class Chart {
  /** A line: its values at the steps of the chart; NaN where there is none. */
  public record Line(String name, List<Double> values) {
    /** Copies the values. */
    public Line {
      values = List.copyOf(values);
    }
  }

  private static final int DOTS_X = 2;
  private static final int DOTS_Y = 4;
  private static final int LABEL = 9;
  private static final String PLAIN = "\033[0m";
  private static final char EMPTY = '\u2800';
  /** The bits of the dots in a character, by column and row. */
  private static final int[][] BITS = {{0x01, 0x02, 0x04, 0x40}, {0x08, 0x10, 0x20, 0x80}};
  /** Colours that are easy to distinguish on dark and on light terminals. */
  private static final int[] COLOURS = {36, 33, 35, 32, 34, 31};

  private final int columns;
  private final int rows;
  private final boolean isColoured;
  private final int[][] dots;
  private final int[][] owners;
  private double low;
  private double high;

  /** Creates a chart that takes as many columns and rows of a terminal, without its legend. */
  public Chart(int width, int height, boolean isColoured) {
    this.columns = Math.max(10, width - LABEL - 1);
    this.rows = Math.max(3, height - 1);
    this.isColoured = isColoured;
    this.dots = new int[rows][columns];
    this.owners = new int[rows][columns];
  }

  /** Returns how many lines have a colour of their own. */
  public static int linesMax() {
    return COLOURS.length;
  }

  /** Returns the lines of text: the chart, its times, and a legend. */
  public List<String> draw(List<Line> lines, String from, String to) {
    scale(lines);
    for (int i = 0; i < lines.size(); i++) {
      plot(lines.get(i).values(), i);
    }
    boolean letters = !isColoured && lines.size() > 1;
    List<String> text = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      text.add(label(row) + row(row, letters));
    }
    String space = " ".repeat(Math.max(1, columns - from.length() - to.length()));
    text.add(" ".repeat(LABEL + 1) + from + space + to);
    for (int i = 0; i < lines.size(); i++) {
      String mark = letters ? letter(i) : isColoured ? colour(i) + "──" + PLAIN : "──";
      text.add(" ".repeat(LABEL) + mark + " " + Shown.text(lines.get(i).name()));
    }
    return text;
  }

  private void scale(List<Line> lines) {
    low = 0;
    high = 0;
    for (Line line : lines) {
      for (double value : line.values()) {
        if (Double.isFinite(value)) {
          low = Math.min(low, value);
          high = Math.max(high, value);
        }
      }
    }
    if (high == low) {
      high = low + 1;
    }
  }

  private void plot(List<Double> values, int owner) {
    int width = columns * DOTS_X;
    int lastX = -1;
    int lastY = 0;
    for (int i = 0; i < values.size(); i++) {
      if (!Double.isFinite(values.get(i))) {
        lastX = -1;
        continue;
      }
      int x =
          values.size() == 1 ? 0 : (int) Math.round((double) i * (width - 1) / (values.size() - 1));
      int y = (int) Math.round((high - values.get(i)) / (high - low) * (rows * DOTS_Y - 1));
      if (lastX < 0) {
        dot(x, y, owner);
      } else {
        connect(lastX, lastY, x, y, owner);
      }
      lastX = x;
      lastY = y;
    }
  }

  private void connect(int fromX, int fromY, int toX, int toY, int owner) {
    int steps = Math.max(1, Math.max(Math.abs(toX - fromX), Math.abs(toY - fromY)));
    for (int i = 0; i <= steps; i++) {
      dot(fromX + (toX - fromX) * i / steps, fromY + (toY - fromY) * i / steps, owner);
    }
  }

  private void dot(int x, int y, int owner) {
    dots[y / DOTS_Y][x / DOTS_X] |= BITS[x % DOTS_X][y % DOTS_Y];
    owners[y / DOTS_Y][x / DOTS_X] = owner;
  }

  private String label(int row) {
    boolean isShown = row == 0 || row == rows - 1 || row == rows / 2;
    double value = high - (high - low) * row / (rows - 1);
    return String.format("%" + (LABEL - 1) + "s ┤", isShown ? Shown.number(value) : "");
  }

  /** Changes the colour only where the line does, for every change costs some bytes. */
  private String row(int row, boolean letters) {
    StringBuilder text = new StringBuilder();
    int colour = -1;
    for (int x = 0; x < columns; x++) {
      int owner = dots[row][x] == 0 ? -1 : owners[row][x];
      if (isColoured && owner != colour) {
        text.append(owner < 0 ? PLAIN : colour(owner));
        colour = owner;
      }
      String dot =
          letters && owner >= 0 ? letter(owner) : String.valueOf((char) (EMPTY + dots[row][x]));
      text.append(owner < 0 ? " " : dot);
    }
    return text.toString().stripTrailing() + (colour < 0 ? "" : PLAIN);
  }

  private static String letter(int owner) {
    return String.valueOf((char) ('a' + owner));
  }

  private static String colour(int owner) {
    return "\033[" + COLOURS[owner] + "m";
  }
}
