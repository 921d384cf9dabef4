// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.limit;

/** Reports why a query has no answer, with the error kind of the Prometheus HTTP API. */
public final class PromqlException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The kinds of Prometheus' API ({@code errorType}). */
  public enum Kind {
    /** The query or a parameter is wrong; for a parse error the message holds line and column. */
    BAD_DATA,
    /** The query failed while it ran. */
    EXECUTION,
    /** The source of series failed. */
    INTERNAL
  }

  private final Kind kind;

  /** Makes an exception with a message for the user. */
  public PromqlException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** Returns the kind. */
  public Kind kind() {
    return kind;
  }
}
