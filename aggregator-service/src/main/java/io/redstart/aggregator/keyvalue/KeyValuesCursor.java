// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.keyvalue;

/** A position in a family of a {@link KeyValuesView}. */
public interface KeyValuesCursor {
  /** Moves to the first key that is not below {@code key}. */
  void seek(byte[] key);

  /** Moves to the last key that is not above {@code key}. */
  void seekForPrev(byte[] key);

  /** Returns whether it is at a key. */
  boolean isValid();

  /** Moves to the next key; call it only if {@link #isValid}. */
  void next();

  /** Moves to the previous key; call it only if {@link #isValid}. */
  void prev();

  /** Returns the key; call it only if {@link #isValid}. The caller must not change it. */
  byte[] key();

  /** Returns the value; call it only if {@link #isValid}. The caller must not change it. */
  byte[] value();
}
