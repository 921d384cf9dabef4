// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red.label;

import io.redstart.model.Labels;
import java.util.HashMap;
import java.util.Map;

/** Collects labels, and remembers whether any was cut off or left out. */
public final class LabelDraft {
  private final Map<String, String> values = new HashMap<>();
  private boolean shortened;

  /** Sets a label; an empty value means no label. */
  void put(String name, String value) {
    values.put(name, shorten(value));
  }

  /** Sets a label unless it is set already. */
  void putIfAbsent(String name, String value) {
    values.putIfAbsent(name, shorten(value));
  }

  /**
   * Sets a label, or appends to its value as Prometheus does if two attributes become one label.
   */
  public void join(String name, String value) {
    values.merge(name, shorten(value), (first, more) -> shorten(first + ";" + more));
  }

  private String shorten(String value) {
    if (!LabelText.isTooLong(value)) {
      return value;
    }
    shortened = true;
    return LabelText.cut(value);
  }

  /** Notes that a label was left out. */
  public void leaveOut() {
    shortened = true;
  }

  /** Returns how many labels were set. */
  public int size() {
    return values.size();
  }

  /** Returns whether a value was cut off or left out. */
  public boolean isShortened() {
    return shortened;
  }

  public Labels toLabels() {
    return Labels.of(values);
  }
}
