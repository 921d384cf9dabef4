// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import java.util.Objects;

/**
 * One message on the event bus. Its bytes never change, because inside a JVM the receiver gets the
 * sender's array.
 */
public final class Frame {
  private final byte[] bytes;

  /** Adopts the array. The caller must not change it afterwards. */
  public Frame(byte[] bytes) {
    this.bytes = Objects.requireNonNull(bytes, "bytes");
  }

  /** Returns the message's bytes, which must not be changed. */
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public String toString() {
    return "Frame[" + bytes.length + " bytes]";
  }
}
