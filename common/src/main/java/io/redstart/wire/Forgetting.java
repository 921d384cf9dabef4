// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

/**
 * An operator's word, published at {@link #ADDRESS}, that an aggregator which does not answer never
 * will: its stores are not missed any more.
 *
 * <pre>
 *   name  string
 *   at    varint
 * </pre>
 *
 * @param name the aggregator's name
 * @param atMillis when the operator said so, epoch milliseconds
 */
public record Forgetting(String name, long atMillis) {
  /** Where whoever keeps a list of stores hears of it. */
  public static final String ADDRESS = "redstart.stores.forget";

  /** Returns the message's bytes. */
  public Frame toFrame() {
    return new WireWriter().writeString(name).writeVarint(atMillis).toFrame();
  }

  /** Reads a message. */
  public static Forgetting from(Frame frame) {
    WireReader in = new WireReader(frame);
    return new Forgetting(in.readString(), in.readVarint());
  }
}
