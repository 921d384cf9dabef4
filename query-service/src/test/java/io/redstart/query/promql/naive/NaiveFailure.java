// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.naive;

/** Says that a query has no answer. */
public final class NaiveFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NaiveFailure(String message) {
    super(message);
  }
}
