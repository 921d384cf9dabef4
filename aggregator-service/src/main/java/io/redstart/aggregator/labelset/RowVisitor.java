// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.labelset;

/** Takes the rows of a label set in the order of their stamps. */
public interface RowVisitor {
  /**
   * Takes one row.
   *
   * @param stampMillis the window's stamp in epoch milliseconds
   * @param bytes an array that holds the value, of {@link io.redstart.wire.IncrementCodec} and
   *     then of {@link io.redstart.wire.ExemplarsCodec}, during the call
   * @param offset where the value begins
   * @param length how many bytes it has
   */
  void row(long stampMillis, byte[] bytes, int offset, int length);
}
