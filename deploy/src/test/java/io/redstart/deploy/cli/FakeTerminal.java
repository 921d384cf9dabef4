// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli;

import io.redstart.deploy.cli.terminal.Terminal;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A terminal of a given size, on which somebody presses given keys. */
public final class FakeTerminal implements Terminal {
  private final Size size;
  private final Deque<Integer> keys = new ArrayDeque<>();
  private final List<List<String>> shown = new ArrayList<>();
  private boolean isOpen;

  /** Creates one; the last key should be q. */
  public FakeTerminal(int columns, int rows, String keys) {
    this.size = new Size(columns, rows);
    keys.chars().forEach(key -> this.keys.add(key == '.' ? Screen.NO_KEY : key));
  }

  /** Returns what was shown, each time. */
  public List<List<String>> shown() {
    return shown;
  }

  /** Returns whether a screen is still open. */
  public boolean isOpen() {
    return isOpen;
  }

  @Override
  public boolean isTerminal() {
    return true;
  }

  @Override
  public Size size() {
    return size;
  }

  @Override
  public Screen open(PrintWriter out) {
    isOpen = true;
    return new Screen() {
      @Override
      public void show(List<String> lines) {
        shown.add(List.copyOf(lines));
      }

      @Override
      public int key(long millisMax) {
        return keys.remove();
      }

      @Override
      public void close() {
        isOpen = false;
      }
    };
  }
}
