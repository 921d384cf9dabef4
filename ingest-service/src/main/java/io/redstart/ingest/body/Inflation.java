// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.body;

/** One content coding, undone. One event loop; holds native memory. */
public interface Inflation extends AutoCloseable {
  /**
   * Restores a body.
   *
   * @param bytes holds the coded body in its first {@code length} bytes
   * @param target where the restored bytes go; it bounds them
   * @throws InflationException if the data is not of this coding, or the target takes no more
   */
  void inflate(byte[] bytes, int length, InflatedBytes target) throws InflationException;

  /** Frees native memory. */
  @Override
  void close();
}
