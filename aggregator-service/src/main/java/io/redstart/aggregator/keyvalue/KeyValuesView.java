// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.keyvalue;

import org.jspecify.annotations.Nullable;

/** The contents of a {@link KeyValues} at one moment. Used by one thread at a time. */
public interface KeyValuesView extends AutoCloseable {
  /** Returns whether a family existed at that moment. */
  boolean hasFamily(String family);

  /** Returns the value of a key; null if the key or the family does not exist. */
  byte @Nullable [] get(String family, byte[] key);

  /**
   * Returns a cursor over a family, positioned nowhere; over a missing family, it never finds a key.
   * The view closes it.
   */
  KeyValuesCursor cursor(String family);

  @Override
  void close();
}
