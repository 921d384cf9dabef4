// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red.rule;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A text with references to a regular expression's groups, as Go's {@code Regexp.Expand} reads it:
 * {@code $1}, {@code ${1}}, {@code $name}, {@code ${name}}; {@code $$} is a dollar sign. A name is as
 * long as it can be, so {@code $1x} is the group {@code 1x}. A group that is not there is empty; a
 * dollar sign that begins none of these stays.
 */
final class GroupTemplate {
  private static final Pattern REFERENCE = Pattern.compile("\\$(?:\\$|(\\w+)|\\{(\\w+)\\})");

  /**
   * A piece of the text.
   *
   * @param literal what stands there, or the reference as it was written
   * @param group the number of a group, −1 for a literal
   */
  private record Piece(String literal, int group) {}

  private final List<Piece> pieces = new ArrayList<>();

  GroupTemplate(String text, Pattern pattern) {
    Matcher references = REFERENCE.matcher(text);
    int copied = 0;
    while (references.find()) {
      pieces.add(new Piece(text.substring(copied, references.start()), -1));
      String name = references.group(1) == null ? references.group(2) : references.group(1);
      if (name == null) {
        pieces.add(new Piece("$", -1));
      } else {
        pieces.add(new Piece(references.group(), groupOf(name, pattern)));
      }
      copied = references.end();
    }
    pieces.add(new Piece(text.substring(copied), -1));
  }

  /** Returns the number of a group, one beyond the last if there is none. */
  private static int groupOf(String name, Pattern pattern) {
    int none = pattern.groupCount() + 1;
    if (name.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return name.length() < 5 ? Math.min(Integer.parseInt(name), none) : none;
    }
    Map<String, Integer> names = pattern.namedGroups();
    Integer number = names.get(name);
    return number == null ? none : number;
  }

  /** Returns the text for a match. */
  String expand(Matcher match) {
    StringBuilder text = new StringBuilder();
    for (Piece piece : pieces) {
      if (piece.group < 0) {
        text.append(piece.literal);
      } else if (piece.group <= match.groupCount()) {
        @Nullable String value = match.group(piece.group);
        text.append(value == null ? "" : value);
      }
    }
    return text.toString();
  }
}
