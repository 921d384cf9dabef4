// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.regex;

/** A place in the text of an expression. */
final class Cursor {
  private final String text;
  private int at;

  Cursor(String text) {
    this.text = text;
  }

  boolean hasMore() {
    return at < text.length();
  }

  /** Returns the next code unit, 0 at the end. */
  char peek() {
    return peek(0);
  }

  /** Returns a code unit further on, 0 beyond the end. */
  char peek(int ahead) {
    return at + ahead < text.length() ? text.charAt(at + ahead) : 0;
  }

  /** Returns whether there is a code unit further on. */
  boolean has(int ahead) {
    return at + ahead < text.length();
  }

  /** Returns the next character and goes on behind it. */
  int take() {
    int character = text.codePointAt(at);
    at += Character.charCount(character);
    return character;
  }

  boolean looksAt(String next) {
    return text.startsWith(next, at);
  }

  /** Goes on behind a text that is next, if it is. */
  boolean accept(String next) {
    boolean is = looksAt(next);
    at += is ? next.length() : 0;
    return is;
  }

  void skip(int units) {
    at += units;
  }

  int at() {
    return at;
  }

  void goTo(int place) {
    at = place;
  }

  /** Returns where a text is next found, from some code units ahead, −1 if it is not. */
  int find(String what, int ahead) {
    return text.indexOf(what, at + ahead);
  }

  String from(int begin) {
    return text.substring(begin, at);
  }
}
