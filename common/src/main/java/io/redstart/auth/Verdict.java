// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.auth;

/** The result of a check of credentials. */
public enum Verdict {
  /** The client is served. */
  ALLOWED,
  /** The client is not served. */
  DENIED,
  /** Too many passwords are being checked to check this one. */
  BUSY
}
