// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.keyvalue;

import java.nio.file.Path;
import java.util.Set;

/**
 * Sorted keys and values, grouped in named families that can be dropped as a whole. Keys are ordered
 * by their unsigned bytes.
 *
 * <p>Any thread may read. Writing, flushing, and adding and dropping families need one thread at a
 * time.
 *
 * <p>Every method throws {@link KeyValuesException} if the disk fails.
 */
public interface KeyValues extends AutoCloseable {
  /** Returns the names of all families. */
  Set<String> families();

  /** Adds an empty family; does nothing if it exists. */
  void create(String family);

  /** Drops a family and all of its keys; does nothing if it does not exist. Open views keep it. */
  void drop(String family);

  /** Returns a view of the present contents, unaffected by later writes. The caller closes it. */
  KeyValuesView view();

  /**
   * Applies all changes of a batch, or none. Views that are opened later see them. Their families
   * must exist. They survive a crash only after the next {@link #flush}.
   */
  void write(WriteBatch batch);

  /** Makes everything written so far durable; after a crash, either all of it is there, or none. */
  void flush();

  /** Rewrites a family that gets no more writes, so that it takes less space and is read faster. */
  void compact(String family);

  /** Writes a copy of the flushed contents to a folder that does not exist yet. */
  void checkpoint(Path folder);

  /** Returns the approximate size of a family in bytes; 0 if it does not exist. */
  long sizeBytes(String family);

  /** Releases all resources, without a flush; all views must be closed. */
  @Override
  void close();
}
