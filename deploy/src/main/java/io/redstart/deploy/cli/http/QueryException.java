// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli.http;

/** A query that its server refused or could not evaluate. */
public final class QueryException extends AnswerException {
  private static final long serialVersionUID = 1L;

  private final String type;

  /**
   * Creates one.
   *
   * @param type Prometheus' {@code errorType}, such as {@code bad_data}
   */
  QueryException(String type, String message) {
    super(message);
    this.type = type;
  }

  /** Returns whether the query itself is wrong. */
  public boolean isBadData() {
    return type.equals("bad_data");
  }
}
