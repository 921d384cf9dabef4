// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

/** Why a request is not answered; the message is for the client. */
final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorType type;

  ApiException(ErrorType type, String message) {
    super(message);
    this.type = type;
  }

  /** Returns what is told of a parameter that is wrong. */
  static ApiException badParameter(String name, String message) {
    return new ApiException(ErrorType.BAD_DATA, "invalid parameter \"" + name + "\": " + message);
  }

  ErrorType type() {
    return type;
  }
}
