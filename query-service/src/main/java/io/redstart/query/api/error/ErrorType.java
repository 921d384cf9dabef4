// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.error;

import io.redstart.limit.Cancellation;
import io.redstart.query.promql.limit.PromqlException;

/** The error types of Prometheus' API with their HTTP status (its web/api/v1/api.go). */
public enum ErrorType {
  BAD_DATA("bad_data", 400),
  TOO_LARGE("bad_data", 413),
  EXPECTATION_FAILED("bad_data", 417),
  TOO_SLOW("timeout", 408),
  EXECUTION("execution", 422),
  CANCELED("canceled", 499),
  INTERNAL("internal", 500),
  TIMEOUT("timeout", 503),
  UNAVAILABLE("unavailable", 503),
  /** Only others, or nobody, may ask for this. Prometheus has no such type. */
  FORBIDDEN("disabled", 403),
  /** The cluster cannot do it now. Prometheus has no such type. */
  CONFLICT("execution", 409),
  /** Something that Prometheus can do and this server cannot; its status is Prometheus' own. */
  DISABLED("unavailable", 500);

  private final String text;
  private final int status;

  ErrorType(String text, int status) {
    this.text = text;
    this.status = status;
  }

  /** Returns the type of a failed query. */
  public static ErrorType of(PromqlException.Kind kind) {
    return switch (kind) {
      case BAD_DATA -> BAD_DATA;
      case EXECUTION -> EXECUTION;
      case INTERNAL -> INTERNAL;
    };
  }

  /** Returns the type of a cancelled query. */
  public static ErrorType of(Cancellation.Reason reason) {
    return switch (reason) {
      case CANCELED -> CANCELED;
      case TIMEOUT -> TIMEOUT;
    };
  }

  /** Returns the {@code errorType} in an answer. */
  public String text() {
    return text;
  }

  /** Returns the HTTP status. */
  public int status() {
    return status;
  }
}
