// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.simulation;

import java.util.function.BooleanSupplier;

/** One wait of a thread: for a condition, or until somebody ends it. */
final class Wait {
  private final BooleanSupplier isDone;
  private boolean isOver;

  /** Creates a wait that {@link #end} ends. */
  Wait() {
    this(() -> false);
  }

  /** Creates a wait that is also over as soon as a condition holds. */
  Wait(BooleanSupplier isDone) {
    this.isDone = isDone;
  }

  void end() {
    isOver = true;
  }

  boolean isOver() {
    return isOver || isDone.getAsBoolean();
  }
}
