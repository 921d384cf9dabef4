// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import io.redstart.query.promql.PromqlException;

/** Answers requests of one kind, on a query thread, where it may block. */
interface Endpoint {
  /**
   * Answers a request.
   *
   * @throws ApiException if a parameter is wrong
   * @throws PromqlException if it cannot be answered
   */
  Result answer(Parameters parameters);
}
