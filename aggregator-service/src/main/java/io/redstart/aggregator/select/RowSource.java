// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.select;

import io.redstart.aggregator.labelset.LabelSetRecord;
import io.redstart.aggregator.labelset.RowSink;
import io.redstart.model.Increment;

/**
 * The rows that one page asks for, wherever they are. It is quickest in the order of ids. Used by one
 * thread.
 */
public interface RowSource extends AutoCloseable {
  /**
   * Returns the stamp of the last row of a label set in the range of the request or before it;
   * {@link Long#MIN_VALUE} if there was none or it has been forgotten.
   */
  long lastMillis(LabelSetRecord labelSet);

  /**
   * Reads one label set.
   *
   * @param base what the label set had counted before the range is added to it
   * @param sink receives the rows of the range, in windows as wanted or shorter
   */
  void read(LabelSetRecord labelSet, Increment base, RowSink sink);

  @Override
  void close();
}
