// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.config;

/**
 * A text that is never printed: settings of this type appear as {@value #SHOWN}, even in messages
 * about mistakes.
 */
public final class Secret {
  /** The text that is shown in place of every secret. */
  public static final String SHOWN = "[REDACTED]";

  private final String text;

  private Secret(String text) {
    this.text = text;
  }

  /** Returns a text as a secret; it may be empty. */
  public static Secret of(String text) {
    return new Secret(text);
  }

  /** Returns the text itself. */
  public String reveal() {
    return text;
  }

  /** Returns whether the text is empty. */
  public boolean isEmpty() {
    return text.isEmpty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && text.equals(secret.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text.isEmpty() ? "" : SHOWN;
  }
}
