// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import io.redstart.model.StoreId;

/**
 * Thrown when a store leaves while a query reads from it; the query restarts without the store. The
 * message becomes a warning of the answer.
 */
final class StoreLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient StoreId store;

  StoreLostException(StoreId store, String warning, Throwable cause) {
    super(warning, cause);
    this.store = store;
  }

  StoreId store() {
    return store;
  }
}
