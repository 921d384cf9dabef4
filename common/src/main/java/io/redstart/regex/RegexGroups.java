// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.regex;

import com.google.re2j.Matcher;
import org.jspecify.annotations.Nullable;

/** The groups' matches in one value. */
public final class RegexGroups {
  private final Matcher matcher;

  RegexGroups(Matcher matcher) {
    this.matcher = matcher;
  }

  /** Returns the text of a group, or null if it has none. Group 0 is the whole match. */
  public @Nullable String group(int number) {
    return number <= matcher.groupCount() ? matcher.group(number) : null;
  }
}
