// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import io.redstart.limit.Cancellation;
import io.redstart.query.promql.limit.PromqlException;

/** The error types of Prometheus' API with their HTTP status (its web/api/v1/api.go). */
enum ErrorType {
  BAD_DATA("bad_data", 400),
  TOO_LARGE("bad_data", 413),
  EXPECTATION_FAILED("bad_data", 417),
  TOO_SLOW("timeout", 408),
  EXECUTION("execution", 422),
  CANCELED("canceled", 499),
  INTERNAL("internal", 500),
  TIMEOUT("timeout", 503),
  UNAVAILABLE("unavailable", 503);

  private final String text;
  private final int status;

  ErrorType(String text, int status) {
    this.text = text;
    this.status = status;
  }

  static ErrorType of(PromqlException.Kind kind) {
    return switch (kind) {
      case BAD_DATA -> BAD_DATA;
      case EXECUTION -> EXECUTION;
      case INTERNAL -> INTERNAL;
    };
  }

  static ErrorType of(Cancellation.Reason reason) {
    return switch (reason) {
      case CANCELED -> CANCELED;
      case TIMEOUT -> TIMEOUT;
    };
  }

  /** Returns the {@code errorType} in an answer. */
  String text() {
    return text;
  }

  int status() {
    return status;
  }
}
