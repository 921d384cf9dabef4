// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.journal;

/** Receives the records of a journal that is opened, in the order in which they were appended. */
@FunctionalInterface
public interface RecordVisitor {
  /**
   * Receives one record. The array is reused for the next one.
   *
   * @return the largest stamp in the record, which decides how long its file is needed
   */
  long record(long commit, byte[] array, int offset, int length);
}
