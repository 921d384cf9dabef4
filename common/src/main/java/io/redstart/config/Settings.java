// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.config;

import java.util.List;

/**
 * The result of reading settings.
 *
 * @param value the record
 * @param notes what the user should know: keys that were set but mean nothing here
 */
public record Settings<T extends Record>(T value, List<String> notes) {
  /** Copies the list. */
  public Settings {
    notes = List.copyOf(notes);
  }
}
