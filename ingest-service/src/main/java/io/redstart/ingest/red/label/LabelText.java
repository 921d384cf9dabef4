// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red.label;

import java.nio.charset.StandardCharsets;

/** Cuts off label values that are too long. */
public final class LabelText {
  /** The maximum size of a label's value in UTF-8, in bytes; the rest is cut off. */
  public static final int MAX_BYTES = 1024;

  private LabelText() {}

  /** Returns whether a text is too long for a label's value. */
  static boolean isTooLong(String text) {
    return text.length() * 3L > MAX_BYTES
        && text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES;
  }

  /** Returns as many characters of a text as fit; never splits one. */
  static String cut(String text) {
    int sizeBytes = 0;
    int at = 0;
    while (at < text.length()) {
      int c = text.codePointAt(at);
      sizeBytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
      if (sizeBytes > MAX_BYTES) {
        return text.substring(0, at);
      }
      at += Character.charCount(c);
    }
    return text;
  }
}
