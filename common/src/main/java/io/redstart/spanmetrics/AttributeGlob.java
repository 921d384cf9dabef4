// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.spanmetrics;

import io.redstart.regex.Regex;
import io.redstart.regex.RegexSyntaxException;

/**
 * A pattern of attribute keys, in the syntax of the Collector's connector (gobwas/glob with the
 * separator {@code .}):
 *
 * <pre>
 *   *       any characters but dots           http.*        http.method, not http.request.method
 *   **      any characters                    http.**       both
 *   ?       one character but a dot
 *   [a-c]   one of them; [!a-c] none of them
 *   {a,b}   one of the alternatives
 *   \x      x itself
 * </pre>
 */
public final class AttributeGlob {
  private static final String SPECIAL_LETTERS = "\\.+*?()|[]{}^$-";

  private final String text;
  private final Regex regex;

  private AttributeGlob(String text) {
    this.text = text;
    this.regex = Regex.compile(new Translation(text).regex());
  }

  /**
   * Returns the pattern of a text.
   *
   * @throws IllegalArgumentException if the text is malformed
   */
  public static AttributeGlob of(String text) {
    try {
      return new AttributeGlob(text);
    } catch (RegexSyntaxException e) {
      throw new IllegalArgumentException("malformed glob \"" + text + "\": " + e.reason());
    }
  }

  /** Returns whether an attribute's key matches. */
  public boolean matches(String key) {
    return regex.matches(key);
  }

  @Override
  public String toString() {
    return text;
  }

  /** Translates a glob into a regular expression in one pass. */
  private static final class Translation {
    private final String glob;
    private final StringBuilder regex = new StringBuilder();
    private int at;
    private int depth;

    Translation(String glob) {
      this.glob = glob;
    }

    String regex() {
      while (at < glob.length()) {
        translate(glob.charAt(at++));
      }
      if (depth > 0) {
        throw malformed("a { is not closed");
      }
      return regex.toString();
    }

    private void translate(char letter) {
      switch (letter) {
        case '*' -> regex.append(nextIs('*') ? ".*" : "[^.]*");
        case '?' -> regex.append("[^.]");
        case '[' -> characters();
        case '{' -> {
          depth++;
          regex.append("(?:");
        }
        case '}' -> close();
        case ',' -> regex.append(depth > 0 ? "|" : ",");
        case '\\' -> literal(escaped());
        default -> literal(letter);
      }
    }

    private void close() {
      if (depth == 0) {
        throw malformed("a } has no {");
      }
      depth--;
      regex.append(')');
    }

    private void characters() {
      regex.append(nextIs('!') ? "[^" : "[");
      int begin = at;
      while (at < glob.length() && (glob.charAt(at) != ']' || at == begin)) {
        char letter = glob.charAt(at++);
        if (letter == '-' && at - 1 > begin && at < glob.length() && glob.charAt(at) != ']') {
          regex.append('-');
        } else {
          literal(letter == '\\' ? escaped() : letter);
        }
      }
      if (at == glob.length()) {
        throw malformed("a [ is not closed");
      }
      at++;
      regex.append(']');
    }

    private char escaped() {
      if (at == glob.length()) {
        throw malformed("it ends with a \\");
      }
      return glob.charAt(at++);
    }

    private void literal(char letter) {
      if (SPECIAL_LETTERS.indexOf(letter) >= 0) {
        regex.append('\\');
      }
      regex.append(letter);
    }

    private boolean nextIs(char letter) {
      boolean is = at < glob.length() && glob.charAt(at) == letter;
      at += is ? 1 : 0;
      return is;
    }

    private IllegalArgumentException malformed(String what) {
      return new IllegalArgumentException("malformed glob \"" + glob + "\": " + what);
    }
  }
}
