// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.body;

import io.redstart.ingest.answer.ExportAnswer;

/**
 * A body cannot be restored from its content coding; carries what its sender is told.
 *
 * <p>Bad input is expected, and somebody may send much of it: it carries no stack trace.
 */
public final class InflationException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient ExportAnswer answer;

  public InflationException(ExportAnswer answer) {
    super(answer.message(), null, false, false);
    this.answer = answer;
  }

  /** Tells that the data is not of its coding. */
  static InflationException malformed(String coding, String what) {
    return new InflationException(
        ExportAnswer.of(ExportAnswer.Kind.MALFORMED, "malformed " + coding + ": " + what));
  }

  public ExportAnswer answer() {
    return answer;
  }
}
