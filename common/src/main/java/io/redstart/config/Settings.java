// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.config;

import java.util.List;

/**
 * Settings as they were read.
 *
 * @param value the record
 * @param notes what its reader should know: keys that were set and mean nothing here
 */
public record Settings<T extends Record>(T value, List<String> notes) {
  /** Copies the list. */
  public Settings {
    notes = List.copyOf(notes);
  }
}
