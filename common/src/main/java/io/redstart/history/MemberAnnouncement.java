// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.history;

import io.redstart.wire.Frame;
import io.redstart.wire.Protocol;
import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * Describes a process that keeps its own metrics. The process publishes it in each slot at {@link
 * #ADDRESS}.
 *
 * <pre>
 *   least     varint
 *   greatest  varint
 *   id        16 bytes
 *   name      string
 *   role      string
 *   since     varint
 *   program   string; missing in messages of earlier releases
 *   ready     1 byte; missing in messages of earlier releases
 *   goodbye   1 byte; missing in messages of earlier releases
 *   …         later versions may append fields; readers ignore what they do not know
 * </pre>
 *
 * @param leastVersion the least version of the {@link Protocol} that the process speaks
 * @param greatestVersion the greatest version that it speaks
 * @param id random and different for each start of the process
 * @param name the label {@code instance} of its series; the same after a restart
 * @param role what the process is, for messages
 * @param sinceMillis when it started: epoch milliseconds
 * @param program the version of the program; empty if it is not known
 * @param ready whether all parts of the process do their work
 * @param saysGoodbye whether the process ends now
 */
public record MemberAnnouncement(
    int leastVersion,
    int greatestVersion,
    UUID id,
    String name,
    String role,
    long sinceMillis,
    String program,
    boolean ready,
    boolean saysGoodbye) {
  /** The address at which announcements are published. */
  public static final String ADDRESS = "redstart.members";

  /** The address at which a starting process asks all others to announce themselves now. */
  public static final String ASK_ADDRESS = "redstart.members.ask";

  /** Creates the announcement of a process that speaks the same versions as this one. */
  public MemberAnnouncement(
      UUID id, String name, String role, long sinceMillis, String program, boolean ready) {
    this(Protocol.LEAST, Protocol.GREATEST, id, name, role, sinceMillis, program, ready, false);
  }

  /** Returns the last announcement of the process. */
  public MemberAnnouncement goodbye() {
    return new MemberAnnouncement(
        leastVersion, greatestVersion, id, name, role, sinceMillis, program, false, true);
  }

  /** Returns the version to use with the process; empty if it shares none with this one. */
  public OptionalInt commonVersion() {
    return Protocol.common(leastVersion, greatestVersion);
  }

  /** Returns the address at which the process answers {@link HistoryRequest}s. */
  public String historyAddress() {
    return "redstart.history." + id;
  }

  /** Returns the announcement's bytes. */
  public Frame toFrame() {
    return new WireWriter()
        .writeVarint(leastVersion)
        .writeVarint(greatestVersion)
        .writeUuid(id)
        .writeString(name)
        .writeString(role)
        .writeVarint(sinceMillis)
        .writeString(program)
        .writeBoolean(ready)
        .writeBoolean(saysGoodbye)
        .toFrame();
  }

  /**
   * Reads an announcement of any version, and ignores the fields that later ones append.
   *
   * @throws io.redstart.wire.MalformedFrameException if the bytes are malformed
   */
  public static MemberAnnouncement from(Frame frame) {
    WireReader in = new WireReader(frame);
    return new MemberAnnouncement(
        in.readCount(Integer.MAX_VALUE),
        in.readCount(Integer.MAX_VALUE),
        in.readUuid(),
        in.readString(),
        in.readString(),
        in.readVarint(),
        in.hasMore() ? in.readString() : "",
        !in.hasMore() || in.readBoolean(),
        in.hasMore() && in.readBoolean());
  }
}
