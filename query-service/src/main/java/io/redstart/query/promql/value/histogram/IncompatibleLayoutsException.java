// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value.histogram;

/** Thrown where histograms with exponential and with custom buckets would have to be combined. */
public final class IncompatibleLayoutsException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Makes the exception; it has no stack trace, because data of users causes it, often. */
  IncompatibleLayoutsException() {
    super(
        "cannot apply this operation on histograms with a mix of exponential and custom bucket"
            + " schemas",
        null,
        false,
        false);
  }
}
