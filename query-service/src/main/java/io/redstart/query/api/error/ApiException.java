// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.error;

/** Rejects a request; the client gets the message. */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorType type;

  /** Makes an exception whose message the client gets. */
  public ApiException(ErrorType type, String message) {
    super(message);
    this.type = type;
  }

  /** Returns the exception for a wrong parameter. */
  public static ApiException badParameter(String name, String message) {
    return new ApiException(ErrorType.BAD_DATA, "invalid parameter \"" + name + "\": " + message);
  }

  /** Returns the type of the error. */
  public ErrorType type() {
    return type;
  }
}
