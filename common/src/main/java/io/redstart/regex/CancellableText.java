// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.regex;

import io.redstart.limit.Cancellation;

/**
 * A value whose reading ends when work is cancelled. RE2/J reads a value a few times for each step of
 * its machine, and a step with the largest expression takes about 10 ms.
 */
final class CancellableText implements CharSequence {
  private static final int READS_PER_CHECK = 8;

  private final String text;
  private final Cancellation cancellation;
  private int reads;

  CancellableText(String text, Cancellation cancellation) {
    this.text = text;
    this.cancellation = cancellation;
  }

  @Override
  public char charAt(int index) {
    if (++reads % READS_PER_CHECK == 0) {
      cancellation.check();
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
