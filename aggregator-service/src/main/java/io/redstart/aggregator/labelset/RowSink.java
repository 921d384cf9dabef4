// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.labelset;

import io.redstart.model.Increment;

/** Receives the rows of one label set in the order of their stamps. */
public interface RowSink {
  /**
   * Receives one row.
   *
   * @param stampMillis the stamp of its window in epoch milliseconds
   * @param row calls, sum and, if they were asked for, cells; valid during the call
   * @param exemplars an array with the bytes of {@link io.redstart.wire.ExemplarsCodec}; valid during
   *     the call
   * @param offset where these begin
   * @param length their length; 0 if the row has none, or none were asked for
   */
  void row(long stampMillis, Increment row, byte[] exemplars, int offset, int length);
}
