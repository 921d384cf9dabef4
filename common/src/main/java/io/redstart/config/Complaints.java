// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.config;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects all mistakes in one setting, so that a list with three mistakes is corrected once.
 * Mistakes in other keys are separate complaints: the reader of settings finds them by checking
 * again without this key.
 */
public final class Complaints {
  private final List<String> texts = new ArrayList<>();

  /** Adds a complaint. */
  public void add(String text) {
    texts.add(text);
  }

  /** Runs a check and adds the message of its {@link IllegalArgumentException}, if there is one. */
  public void collect(Runnable check) {
    try {
      check.run();
    } catch (IllegalArgumentException e) {
      add(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Ends the checks of a setting.
   *
   * @throws IllegalArgumentException with all complaints, if there are any
   */
  public void throwIfAny() {
    if (!texts.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", texts));
    }
  }
}
