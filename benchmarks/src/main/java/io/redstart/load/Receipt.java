// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load;

/** The result of a request as reported to its sender. */
public enum Receipt {
  /** Success: every span counts once. */
  ACKNOWLEDGED,
  /** Success, but some spans were rejected or have an unknown outcome: each counts at most once. */
  PARTIAL,
  /** UNAVAILABLE with RetryInfo, 503 with Retry-After, or no connection: no span counts. */
  REFUSED,
  /** Anything else, or no answer: each span counts at most once. */
  UNKNOWN
}
