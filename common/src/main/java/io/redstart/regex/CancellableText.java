// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.regex;

/**
 * A value whose reads throw when the work is cancelled. RE2/J reads a value a few times in each
 * step of its machine, and a step with the largest expression takes about 10 ms.
 */
final class CancellableText implements CharSequence {
  private static final int READS_PER_CHECK = 8;

  private final String text;
  private final Runnable check;
  private int reads;

  CancellableText(String text, Runnable check) {
    this.text = text;
    this.check = check;
  }

  @Override
  public char charAt(int index) {
    if (++reads % READS_PER_CHECK == 0) {
      check.run();
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.substring(start, end);
  }

  @Override
  public String toString() {
    return text;
  }
}
