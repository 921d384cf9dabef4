// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.regex;

import io.redstart.regex.Node.Concat;
import io.redstart.regex.Node.Literal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text in every match: at its beginning, within in this order, and at its end.
 *
 * @param prefix at the beginning, or empty
 * @param within in between, in order
 * @param suffix at the end, or empty
 */
record RequiredText(String prefix, List<String> within, String suffix) {
  /**
   * Returns the text that an expression requires.
   *
   * @param whole whether a value must match from beginning to end
   */
  static RequiredText of(Node root, boolean whole) {
    Node trimmed = whole ? Wildcards.trimmed(root) : root;
    List<Node> parts = trimmed instanceof Concat concat ? concat.subs : List.of(trimmed);
    List<String> within = new ArrayList<>();
    String prefix = "";
    String suffix = "";
    for (int i = 0; i < parts.size(); i++) {
      String text = textOf(parts.get(i));
      if (text == null) {
        continue;
      }
      if (whole && i == 0) {
        prefix = text;
      } else if (whole && i == parts.size() - 1) {
        suffix = text;
      } else {
        within.add(text);
      }
    }
    return new RequiredText(prefix, List.copyOf(within), suffix);
  }

  private static @Nullable String textOf(Node node) {
    if (!(node instanceof Literal literal)) {
      return null;
    }
    String text = literal.text();
    boolean isExact = !literal.folds() || text.codePoints().noneMatch(Folding::folds);
    return isExact ? text : null;
  }

  boolean isIn(String value) {
    if (!value.startsWith(prefix) || !value.endsWith(suffix)) {
      return false;
    }
    int at = prefix.length();
    for (String text : within) {
      int found = value.indexOf(text, at);
      if (found < 0) {
        return false;
      }
      at = found + text.length();
    }
    return true;
  }
}
