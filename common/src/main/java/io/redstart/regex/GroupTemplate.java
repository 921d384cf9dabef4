// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.regex;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A text with references to a regular expression's groups, as Go's {@code Regexp.Expand} reads it:
 * {@code $1}, {@code ${1}}, {@code $name}, {@code ${name}}; {@code $$} is a dollar sign. A name
 * extends as far as possible, so {@code $1x} is the group {@code 1x}. A missing group is empty; any
 * other dollar sign stays.
 */
public final class GroupTemplate {
  /** A Java expression is good enough here: this one visits each character once. */
  private static final Pattern REFERENCE = Pattern.compile("\\$(?:\\$|(\\w+)|\\{(\\w+)\\})");

  /**
   * A piece of the text.
   *
   * @param literal the text, or the reference as it was written
   * @param group the number of a group, −1 for a literal
   */
  private record Piece(String literal, int group) {}

  private final List<Piece> pieces = new ArrayList<>();

  /** Reads a text with references to the groups of an expression. */
  public GroupTemplate(String text, Regex regex) {
    Matcher references = REFERENCE.matcher(text);
    int copied = 0;
    while (references.find()) {
      pieces.add(new Piece(text.substring(copied, references.start()), -1));
      String name = references.group(1) == null ? references.group(2) : references.group(1);
      if (name == null) {
        pieces.add(new Piece("$", -1));
      } else {
        pieces.add(new Piece(references.group(), groupOf(name, regex)));
      }
      copied = references.end();
    }
    pieces.add(new Piece(text.substring(copied), -1));
  }

  /** Returns the number of a group; one beyond the last if it does not exist. */
  private static int groupOf(String name, Regex regex) {
    int none = regex.groupCount() + 1;
    if (name.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return name.length() < 5 ? Math.min(Integer.parseInt(name), none) : none;
    }
    return regex.groupNames().getOrDefault(name, none);
  }

  /** Returns how long the text for a match is, before it needs memory. */
  public long length(RegexGroups match) {
    long length = 0;
    for (Piece piece : pieces) {
      length += piece.group < 0 ? piece.literal.length() : lengthOf(match.group(piece.group));
    }
    return length;
  }

  private static int lengthOf(@Nullable String value) {
    return value == null ? 0 : value.length();
  }

  /** Returns the text for a match. */
  public String expand(RegexGroups match) {
    StringBuilder text = new StringBuilder();
    for (Piece piece : pieces) {
      if (piece.group < 0) {
        text.append(piece.literal);
      } else {
        @Nullable String value = match.group(piece.group);
        text.append(value == null ? "" : value);
      }
    }
    return text.toString();
  }
}
