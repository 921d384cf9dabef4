// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import io.redstart.model.Labels;
import java.util.HashMap;
import java.util.Map;

/** Labels in the making, which remembers whether a value was too long. */
final class LabelDraft {
  private final Map<String, String> values = new HashMap<>();
  private boolean shortened;

  /** Sets a label; an empty value is none. */
  void put(String name, String value) {
    values.put(name, shorten(value));
  }

  /** Sets a label that was not set before. */
  void putIfAbsent(String name, String value) {
    values.putIfAbsent(name, shorten(value));
  }

  /** Sets a label, or adds a value to it as Prometheus does where two attributes are one label. */
  void join(String name, String value) {
    values.merge(name, shorten(value), (first, more) -> shorten(first + ";" + more));
  }

  private String shorten(String value) {
    if (!LabelText.isTooLong(value)) {
      return value;
    }
    shortened = true;
    return LabelText.cut(value);
  }

  /** Notes that something was left out. */
  void leaveOut() {
    shortened = true;
  }

  /** Returns how many labels were set. */
  int size() {
    return values.size();
  }

  /** Returns whether a value was cut off or left out. */
  boolean isShortened() {
    return shortened;
  }

  Labels toLabels() {
    return Labels.of(values);
  }
}
