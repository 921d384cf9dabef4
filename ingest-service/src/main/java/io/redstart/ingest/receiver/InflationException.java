// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.receiver;

/**
 * A body cannot be restored from its content coding; carries what its sender is told.
 *
 * <p>Bad input is expected, and somebody may send much of it: it carries no stack trace.
 */
final class InflationException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient Answer answer;

  InflationException(Answer answer) {
    super(answer.message(), null, false, false);
    this.answer = answer;
  }

  /** Tells that the data is not of its coding. */
  static InflationException malformed(String coding, String what) {
    return new InflationException(
        Answer.of(Answer.Kind.MALFORMED, "malformed " + coding + ": " + what));
  }

  Answer answer() {
    return answer;
  }
}
