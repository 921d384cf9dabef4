// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.keyvalue;

/** The cursor over a family that does not exist. */
final class EmptyCursor implements KeyValuesCursor {
  @Override
  public void seek(byte[] key) {
    // There is nothing to find.
  }

  @Override
  public void seekForPrev(byte[] key) {
    // There is nothing to find.
  }

  @Override
  public boolean isValid() {
    return false;
  }

  @Override
  public void next() {
    throw nowhere();
  }

  @Override
  public void prev() {
    throw nowhere();
  }

  @Override
  public byte[] key() {
    throw nowhere();
  }

  @Override
  public byte[] value() {
    throw nowhere();
  }

  static IllegalStateException nowhere() {
    return new IllegalStateException("the cursor is not at a key");
  }
}
