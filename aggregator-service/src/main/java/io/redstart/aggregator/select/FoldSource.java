// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.select;

import io.redstart.aggregator.labelset.LabelSetRecord;
import io.redstart.fold.LabelSetFolder;

/**
 * The rows that one page of a folded aggregation asks for, wherever they are. It is quickest in the
 * order of ids. Used by one thread.
 */
public interface FoldSource extends AutoCloseable {
  /** What became of a label set. */
  enum Outcome {
    /** It was added. */
    FOLDED,
    /** It was not added, because some of its rows are lost. */
    LOST_ROWS,
    /** It was not added, because all that it counted in the range or before has been forgotten. */
    FORGOTTEN
  }

  /** Adds one label set to a part. */
  Outcome fold(LabelSetRecord labelSet, LabelSetFolder folder);

  /** Returns about how many bytes were read so far. */
  long readBytes();

  @Override
  void close();
}
