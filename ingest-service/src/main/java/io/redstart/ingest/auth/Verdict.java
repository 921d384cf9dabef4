// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.auth;

/** What becomes of a sender. */
public enum Verdict {
  /** May send. */
  ALLOWED,
  /** May not. */
  DENIED,
  /** Too many passwords are being checked to check this one. */
  BUSY
}
