// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import io.redstart.model.StoreId;

/**
 * A store left while a query read from it: the query begins again without it. The
 * message is the warning that the answer then carries.
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
