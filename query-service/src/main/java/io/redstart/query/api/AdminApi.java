// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

/** Who may change the cluster over the API. */
public enum AdminApi {
  /** Processes on the machine of the query service. */
  LOOPBACK,
  /** Whoever may query. */
  ON,
  /** Nobody. */
  OFF
}
