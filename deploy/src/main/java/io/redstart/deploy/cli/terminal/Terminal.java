// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli.terminal;

import java.io.PrintWriter;
import java.util.List;

/** The terminal that a command runs on, if it runs on one. */
public interface Terminal {
  /** The size of a screen in characters. */
  record Size(int columns, int rows) {
    /** What is assumed where there is no terminal. */
    public static final Size DEFAULT = new Size(100, 24);
  }

  /** Returns whether results are shown on a terminal, which can then be drawn on. */
  boolean isTerminal();

  /** Returns its size now. */
  Size size();

  /** Takes over the whole screen until it is closed, or the process ends. */
  Screen open(PrintWriter out);

  /** The whole screen of a terminal, and its keyboard. */
  interface Screen extends AutoCloseable {
    /** What {@link #key} returns if no key was pressed. */
    int NO_KEY = -1;

    /** Shows lines in place of those before. */
    void show(List<String> lines);

    /** Waits for a key, at most some milliseconds. Returns its character, or {@link #NO_KEY}. */
    int key(long millisMax);

    @Override
    void close();
  }
}
