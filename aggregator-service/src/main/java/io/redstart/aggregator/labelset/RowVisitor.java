// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.labelset;

/** Receives the rows of a label set in the order of their stamps. */
public interface RowVisitor {
  /**
   * Receives one row.
   *
   * @param stampMillis the window's stamp in epoch milliseconds
   * @param bytes an array that holds the value, encoded by {@link io.redstart.wire.IncrementCodec}
   *     and then {@link io.redstart.wire.ExemplarsCodec}; valid during the call
   * @param offset where the value begins
   * @param length the length of the value in bytes
   */
  void row(long stampMillis, byte[] bytes, int offset, int length);
}
