// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red.rule;

import io.redstart.spanmetrics.SpanNamesConfig.Replaced;
import org.jspecify.annotations.Nullable;

/**
 * Distinguishes ids from words by their shape. A word is a run of ASCII letters and digits; bytes
 * that are not ASCII count as letters. The shapes are tried in this order:
 *
 * <pre>
 *   UUIDS    8-4-4-4-12 hex digits                 f81d4fae-7dec-11d0-a765-00a0c91e6bf6
 *   NUMBERS  digits only: five or more, or any     123 in /users/123, 48213 in order-48213,
 *            number that is not joined to another  not 8859 in iso-8859-1, not 1.3
 *            word by one of - _ . % $
 *   HASHES   hex digits only, eight or more, and   3f2a9c1b, 4bf92f3577b34da6a3ce929d0e0e4736,
 *            digits and letters change twice       not deadbeef, not added2021
 *   IDS      letters and digits, five digits or    8f3kz09 in ord_8f3kz09, INV20240001,
 *            more; or seven characters, one of     01ARZ3NDEKTSV4RRFFQ69G5FAV,
 *            six a digit, changing four times      not v1beta1, log4j2, x86_64, GetUserV2ByEmail
 * </pre>
 *
 * <p>{@code v1}, {@code http2}, {@code s3}, {@code utf8}, {@code sha256}, {@code k8s} have none of
 * these shapes. An id without digits looks like a word and stays.
 */
final class WordShape {
  private static final int UUID_LENGTH = 36;
  private static final int NUMBER_IN_WORD_MIN = 5;
  private static final int HASH_MIN = 8;
  private static final int HASH_CHANGES_MIN = 2;
  private static final int ID_DIGITS_MIN = 5;
  private static final int ID_MIN = 7;
  private static final int ID_CHANGES_MIN = 4;
  private static final int ID_CHARACTERS_PER_DIGIT = 6;

  private WordShape() {}

  static boolean isWordByte(byte b) {
    return isDigit(b) || isLetter(b) || b < 0;
  }

  static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private static boolean isLetter(byte b) {
    return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
  }

  private static boolean isHex(byte b) {
    return isDigit(b) || (b >= 'a' && b <= 'f') || (b >= 'A' && b <= 'F');
  }

  private static boolean isJoint(byte b) {
    return b == '-' || b == '_' || b == '.' || b == '%' || b == '$';
  }

  /**
   * Returns the end of the UUID that begins at {@code from}, or −1 if there is none.
   *
   * @param end of the name
   */
  static int uuidEnd(byte[] name, int from, int end) {
    int uuidEnd = from + UUID_LENGTH;
    if (uuidEnd > end || (uuidEnd < end && isWordByte(name[uuidEnd]))) {
      return -1;
    }
    for (int i = 0; i < UUID_LENGTH; i++) {
      byte b = name[from + i];
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash ? b != '-' : !isHex(b)) {
        return -1;
      }
    }
    return uuidEnd;
  }

  /**
   * Returns the shape of a word, or null if it has none. UUIDs are not looked for here.
   *
   * @param begin of the name
   * @param from begin of the word
   * @param to end of the word
   * @param end of the name
   */
  static @Nullable Replaced of(byte[] name, int begin, int from, int to, int end) {
    int digits = 0;
    int changes = 0;
    boolean hex = true;
    boolean ascii = true;
    for (int i = from; i < to; i++) {
      byte b = name[i];
      digits += isDigit(b) ? 1 : 0;
      changes += i > from && isDigit(b) != isDigit(name[i - 1]) ? 1 : 0;
      hex &= isHex(b);
      ascii &= b >= 0;
    }
    int length = to - from;
    if (digits == length) {
      boolean joined = (from > begin && isJoint(name[from - 1])) || (to < end && isJoint(name[to]));
      return !joined || digits >= NUMBER_IN_WORD_MIN ? Replaced.NUMBERS : null;
    }
    if (hex && length >= HASH_MIN && changes >= HASH_CHANGES_MIN) {
      return Replaced.HASHES;
    }
    boolean id = digits >= ID_DIGITS_MIN
        || (length >= ID_MIN
            && changes >= ID_CHANGES_MIN
            && digits * ID_CHARACTERS_PER_DIGIT >= length);
    return ascii && id ? Replaced.IDS : null;
  }
}
