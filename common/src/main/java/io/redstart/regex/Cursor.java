// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.regex;

/** A position in the text of an expression. */
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

  /** Returns the code unit {@code ahead} of the position, 0 beyond the end. */
  char peek(int ahead) {
    return at + ahead < text.length() ? text.charAt(at + ahead) : 0;
  }

  /** Returns whether there is a code unit {@code ahead} of the position. */
  boolean has(int ahead) {
    return at + ahead < text.length();
  }

  /** Returns the next character and moves past it. */
  int take() {
    int character = text.codePointAt(at);
    at += Character.charCount(character);
    return character;
  }

  boolean looksAt(String next) {
    return text.startsWith(next, at);
  }

  /** Moves past a text if it is next. Returns whether it was. */
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

  /** Returns the next position of a text, searching from {@code ahead}; −1 if there is none. */
  int find(String what, int ahead) {
    return text.indexOf(what, at + ahead);
  }

  String from(int begin) {
    return text.substring(begin, at);
  }
}
