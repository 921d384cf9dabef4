// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.regex;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Implements Unicode's simple case folding like Go's {@code unicode.SimpleFold}. Letters that
 * differ only in case form an orbit, such as {@code K k K} (the Kelvin sign) or {@code S s ſ}.
 * {@code İ} and {@code ı} fold only to themselves, and {@code ß} folds to {@code ẞ}, never to
 * {@code ss}.
 *
 * <p>The orbits come from {@link Character}. RE2/J uses its own table besides {@link Character},
 * and loops forever where the two disagree: {@code (?i)\x{1c80}} never compiles. Therefore {@link
 * EngineText} writes folded non-ASCII letters as plain classes.
 */
final class Folding {
  /** Letters of Unicode's later planes have no case. */
  private static final int LAST_LETTER = 0x1ffff;

  private static final int DOTTED_CAPITAL_I = 0x130;
  private static final int DOTLESS_SMALL_I = 0x131;

  /**
   * All letters that have another case, in order. The entry of {@link #ORBITS} at the same index is
   * the letter's sorted orbit.
   */
  private static final int[] LETTERS;

  private static final int[][] ORBITS;

  static {
    Map<Integer, List<Integer>> byLowercase = IntStream.rangeClosed('A', LAST_LETTER)
        .filter(letter -> letter != DOTTED_CAPITAL_I && letter != DOTLESS_SMALL_I)
        .flatMap(Folding::cases)
        .distinct()
        .sorted()
        .boxed()
        .collect(Collectors.groupingBy(
            letter -> Character.toLowerCase(Character.toUpperCase(letter.intValue()))));
    TreeMap<Integer, int[]> orbits = new TreeMap<>();
    for (List<Integer> letters : byLowercase.values()) {
      int[] orbit = letters.stream().mapToInt(Integer::intValue).toArray();
      if (orbit.length > 1) {
        letters.forEach(letter -> orbits.put(letter, orbit));
      }
    }
    LETTERS = orbits.keySet().stream().mapToInt(Integer::intValue).toArray();
    ORBITS = orbits.values().toArray(int[][]::new);
  }

  private Folding() {}

  /** Returns a letter and its other cases; {@code ß} has none, but {@code ẞ} has {@code ß}. */
  private static IntStream cases(int letter) {
    int lower = Character.toLowerCase(letter);
    int upper = Character.toUpperCase(letter);
    return lower == letter && upper == letter
        ? IntStream.empty()
        : IntStream.of(letter, lower, upper);
  }

  /** Returns whether a character has another case. */
  static boolean folds(int character) {
    return Arrays.binarySearch(LETTERS, character) >= 0;
  }

  /** Returns the characters that differ only in case, in order. The array is shared. */
  static int[] orbit(int character) {
    int at = Arrays.binarySearch(LETTERS, character);
    return at < 0 ? new int[] {character} : ORBITS[at];
  }

  /** Returns the first of the characters that differ only in case. */
  static int first(int character) {
    if (character < 0x80) {
      return character >= 'a' && character <= 'z' ? character - 'a' + 'A' : character;
    }
    int at = Arrays.binarySearch(LETTERS, character);
    return at < 0 ? character : ORBITS[at][0];
  }

  /**
   * Returns a text with {@link #first} of each character; texts that differ only in case get the
   * same.
   */
  static String fold(String text) {
    StringBuilder folded = new StringBuilder(text.length());
    text.codePoints().forEach(character -> folded.appendCodePoint(first(character)));
    return folded.toString();
  }

  /**
   * Returns the {@link #letterAt} index of the first letter with another case that is not below
   * {@code atLeast}.
   */
  static int indexOf(int atLeast) {
    int at = Arrays.binarySearch(LETTERS, atLeast);
    return at < 0 ? ~at : at;
  }

  /** Returns the number of letters with another case. */
  static int letters() {
    return LETTERS.length;
  }

  /** Returns a letter by its index; the letters are sorted. */
  static int letterAt(int index) {
    return LETTERS[index];
  }
}
