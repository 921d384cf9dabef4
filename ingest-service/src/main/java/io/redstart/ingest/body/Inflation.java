// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.body;

/** Inflates one content coding. One event loop; holds native memory. */
public interface Inflation extends AutoCloseable {
  /**
   * Inflates a body.
   *
   * @param bytes holds the coded body in its first {@code length} bytes
   * @param target receives the inflated bytes and bounds them
   * @throws InflationException if the data is not of this coding, or the target is full
   */
  void inflate(byte[] bytes, int length, InflatedBytes target) throws InflationException;

  /** Frees native memory. */
  @Override
  void close();
}
