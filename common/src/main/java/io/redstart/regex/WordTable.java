// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.regex;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * Finds one of many words at a position of a value. No word of the table is a prefix of another, so
 * only the largest word that does not sort after the rest of the value can match.
 */
final class WordTable {
  private final String[] words;

  private WordTable(String[] words) {
    this.words = words;
  }

  /** Creates a table of words, without words that begin with another. */
  static WordTable of(Collection<String> words) {
    TreeSet<String> sorted = new TreeSet<>(words);
    TreeSet<String> shortest = new TreeSet<>();
    for (String word : sorted) {
      if (shortest.isEmpty() || !word.startsWith(shortest.last())) {
        shortest.add(word);
      }
    }
    return new WordTable(shortest.toArray(String[]::new));
  }

  /** Creates a table of reversed words. */
  static WordTable backwards(List<String> words) {
    return of(words.stream().map(WordTable::backwards).toList());
  }

  static String backwards(String word) {
    char[] units = new char[word.length()];
    for (int i = 0; i < units.length; i++) {
      units[i] = word.charAt(units.length - 1 - i);
    }
    return new String(units);
  }

  /** Returns whether a word is at a position. */
  boolean isAt(String value, int offset) {
    int low = 0;
    int high = words.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compare(words[middle], value, offset) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low > 0 && value.startsWith(words[low - 1], offset);
  }

  /** Returns whether a word is anywhere in the value. */
  boolean isIn(String value) {
    if (words.length == 0) {
      return false;
    }
    for (int offset = 0; offset <= value.length(); offset++) {
      if (isAt(value, offset)) {
        return true;
      }
    }
    return false;
  }

  private static int compare(String word, String value, int offset) {
    int common = Math.min(word.length(), value.length() - offset);
    for (int i = 0; i < common; i++) {
      int difference = word.charAt(i) - value.charAt(offset + i);
      if (difference != 0) {
        return difference;
      }
    }
    return word.length() - (value.length() - offset);
  }
}
