// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.fold;

import io.redstart.model.Increment;

/** What a label set had counted by cell before the rows that are read. Reading it costs time. */
public interface BaseCells {
  /** Nothing. */
  BaseCells NONE = new BaseCells() {
    @Override
    public void addSome(Increment target) {}

    @Override
    public void addBelow(int cell, Increment target) {}
  };

  /** Adds what is quickly known of it: no cell gets more than it had counted. */
  void addSome(Increment target);

  /** Adds what all cells below a number had counted; others may get less than they had. */
  void addBelow(int cell, Increment target);
}
