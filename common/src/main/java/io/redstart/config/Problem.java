// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.config;

/**
 * A mistake in the settings.
 *
 * @param source where it was made: a file and its line, an environment variable, {@code --set}
 * @param key the path of the key; empty if the source as a whole is wrong
 * @param value the given value, perhaps shortened; empty if there was none
 * @param what the explanation
 */
public record Problem(String source, String key, String value, String what) {
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(source).append(": ");
    if (!key.isEmpty()) {
      text.append(key);
      if (!value.isEmpty()) {
        text.append(" = ").append(value);
      }
      text.append(": ");
    }
    return text.append(what).toString();
  }
}
