// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.body;

import io.redstart.ingest.answer.ExportAnswer;

/**
 * Thrown if a body cannot be inflated; carries the answer to its sender.
 *
 * <p>It has no stack trace, because a client may send a lot of bad input.
 */
public final class InflationException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient ExportAnswer answer;

  public InflationException(ExportAnswer answer) {
    super(answer.message(), null, false, false);
    this.answer = answer;
  }

  /** Reports that the data is not of its coding. */
  static InflationException malformed(String coding, String what) {
    return new InflationException(
        ExportAnswer.of(ExportAnswer.Kind.MALFORMED, "malformed " + coding + ": " + what));
  }

  public ExportAnswer answer() {
    return answer;
  }
}
