// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.page;

import io.redstart.wire.Announcement;

/**
 * Thrown when a store leaves while a query reads from it; the query restarts without the store. The
 * message becomes a warning of the answer.
 */
public final class StoreLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Announcement left;

  StoreLostException(Announcement left, Throwable cause) {
    super(
        "aggregator \"%s\" left while it was read: what it counted is missing from this answer"
            .formatted(left.name()),
        cause);
    this.left = left;
  }

  /** Returns the incarnation of a store that left. */
  public Announcement left() {
    return left;
  }
}
