// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.auth;

/** The result of a check of credentials. */
public enum Verdict {
  /** The client may send. */
  ALLOWED,
  /** The client may not send. */
  DENIED,
  /** Too many passwords are being checked to check this one. */
  BUSY
}
