// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.cluster;

/** Reports that the cluster cannot do what an operator wants; nothing was changed. */
public final class ClusterRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception with a reason for the operator. */
  public ClusterRefusedException(String reason) {
    super(reason);
  }
}
