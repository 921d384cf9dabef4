// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.label;

import io.redstart.model.Labels;
import java.util.Comparator;

/**
 * Orders texts with numbers by the numbers' values: {@code cpu9} comes before {@code cpu10}, as in
 * the Go package natsort that Prometheus uses. Texts that only differ in leading zeros are ordered
 * by their bytes.
 */
final class NaturalOrder implements Comparator<String> {
  static final NaturalOrder INSTANCE = new NaturalOrder();

  private NaturalOrder() {}

  @Override
  public int compare(String left, String right) {
    int l = 0;
    int r = 0;
    while (l < left.length() && r < right.length()) {
      int leftEnd = end(left, l);
      int rightEnd = end(right, r);
      int order = isDigit(left.charAt(l)) && isDigit(right.charAt(r))
          ? compareNumbers(left, l, leftEnd, right, r, rightEnd)
          : Labels.compareUtf8(left.substring(l, leftEnd), right.substring(r, rightEnd));
      if (order != 0) {
        return order;
      }
      l = leftEnd;
      r = rightEnd;
    }
    int order = Boolean.compare(l < left.length(), r < right.length());
    return order != 0 ? order : Labels.compareUtf8(left, right);
  }

  /** Returns the end of the digits, or of the other characters, that begin at an index. */
  private static int end(String text, int start) {
    boolean digits = isDigit(text.charAt(start));
    int end = start + 1;
    while (end < text.length() && isDigit(text.charAt(end)) == digits) {
      end++;
    }
    return end;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** Compares numbers of any length: the one with more digits is larger. */
  private static int compareNumbers(
      String left, int leftFrom, int leftEnd, String right, int rightFrom, int rightEnd) {
    String first = left.substring(firstDigit(left, leftFrom, leftEnd), leftEnd);
    String second = right.substring(firstDigit(right, rightFrom, rightEnd), rightEnd);
    int order = Integer.compare(first.length(), second.length());
    return order != 0 ? order : first.compareTo(second);
  }

  private static int firstDigit(String text, int from, int end) {
    int first = from;
    while (first < end && text.charAt(first) == '0') {
      first++;
    }
    return first;
  }
}
