// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.drain;

import io.redstart.wire.Frame;
import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;

/**
 * The answer to a {@link KeepRequest}.
 *
 * @param refusal why the store cannot be kept; empty if it can
 * @param freeBytes the free room of the disk
 * @param isServed whether the copy is complete, durable and announced
 * @param phase what is being done with the copy, for people
 * @param doneBytes how much of it is done
 * @param totalBytes of how much
 * @param hasCopy whether a copy of the store is there already; missing in messages of earlier releases
 */
record KeepReply(
    String refusal,
    long freeBytes,
    boolean isServed,
    String phase,
    long doneBytes,
    long totalBytes,
    boolean hasCopy) {
  static KeepReply refused(String reason) {
    return new KeepReply(reason, 0, false, "", 0, 0, false);
  }

  static KeepReply offer(long freeBytes, boolean hasCopy) {
    return new KeepReply("", freeBytes, false, "", 0, 0, hasCopy);
  }

  static KeepReply at(String phase, long doneBytes, long totalBytes) {
    return new KeepReply("", 0, false, phase, doneBytes, totalBytes, false);
  }

  static KeepReply served() {
    return new KeepReply("", 0, true, "serving", 0, 0, true);
  }

  Frame toFrame() {
    return new WireWriter()
        .writeString(refusal)
        .writeVarint(freeBytes)
        .writeBoolean(isServed)
        .writeString(phase)
        .writeVarint(doneBytes)
        .writeVarint(totalBytes)
        .writeBoolean(hasCopy)
        .toFrame();
  }

  static KeepReply from(Frame frame) {
    WireReader in = new WireReader(frame);
    return new KeepReply(
        in.readString(),
        in.readVarint(),
        in.readBoolean(),
        in.readString(),
        in.readVarint(),
        in.readVarint(),
        in.hasMore() && in.readBoolean());
  }
}
