// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli.http;

/** A server cannot be reached, or does not answer as it should; the message says which and why. */
public class AnswerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String sentence;

  /** Creates one with a sentence for the user. */
  public AnswerException(String message) {
    super(message);
    this.sentence = message;
  }

  /** Creates one with a sentence for the user, and the cause. */
  public AnswerException(String message, Throwable cause) {
    super(message, cause);
    this.sentence = message;
  }

  /** Returns the sentence for the user. */
  public final String sentence() {
    return sentence;
  }
}
