// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli.http;

/** A server cannot be reached, or does not answer as it should; the message says which and why. */
public class AnswerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates one with a sentence for the user. */
  public AnswerException(String message) {
    super(message);
  }

  /** Creates one with a sentence for the user, and the cause. */
  public AnswerException(String message, Throwable cause) {
    super(message, cause);
  }
}
