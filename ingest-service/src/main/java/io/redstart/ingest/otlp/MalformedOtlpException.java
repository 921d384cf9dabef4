// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.otlp;

/**
 * Thrown if the bytes are not a valid OTLP message. The exception's message says what is wrong and
 * where: {@code malformed: length 9 exceeds 4 bytes left at byte 17}.
 *
 * <p>It has no stack trace, because a client may send a lot of bad input.
 */
public final class MalformedOtlpException extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * Describes an error in a request in protobuf.
   *
   * @param atByte its position, from the start of the request
   */
  MalformedOtlpException(String what, int atByte) {
    super("malformed: " + what + " at byte " + atByte, null, false, false);
  }

  /**
   * Describes an error in a request in JSON.
   *
   * @param line its line, from 1
   * @param column its column in the line, from 1
   */
  MalformedOtlpException(String what, int line, int column) {
    super("malformed: " + what + " at line " + line + ", column " + column, null, false, false);
  }
}
