// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.otlp;

/**
 * The bytes are not the message that they should be. The message tells what is wrong and where:
 * {@code malformed: length 9 exceeds 4 bytes left at byte 17}.
 *
 * <p>Bad input is expected, and somebody may send much of it: it carries no stack trace.
 */
public final class MalformedOtlpException extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * Tells what is wrong.
   *
   * @param atByte where, from the begin of the request
   */
  MalformedOtlpException(String what, int atByte) {
    super("malformed: " + what + " at byte " + atByte, null, false, false);
  }

  /**
   * Tells what is wrong with a request in JSON.
   *
   * @param line where, from 1
   * @param column where in the line, from 1
   */
  MalformedOtlpException(String what, int line, int column) {
    super("malformed: " + what + " at line " + line + ", column " + column, null, false, false);
  }
}
