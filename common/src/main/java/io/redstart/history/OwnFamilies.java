// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.history;

import io.redstart.wire.Frame;
import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * The types and help texts of a process's own metrics.
 *
 * <pre>
 *   families  varint count, each: name string, type string, help string
 * </pre>
 */
public final class OwnFamilies {
  private OwnFamilies() {}

  /** Returns the bytes of families. */
  static Frame toFrame(List<OwnFamily> families) {
    WireWriter out = new WireWriter().writeVarint(families.size());
    families.forEach(
        one -> out.writeString(one.name()).writeString(one.type()).writeString(one.help()));
    return out.toFrame();
  }

  /**
   * Reads families.
   *
   * @throws io.redstart.wire.MalformedFrameException if the bytes are malformed
   */
  public static List<OwnFamily> from(Frame frame) {
    WireReader in = new WireReader(frame);
    List<OwnFamily> families = new ArrayList<>();
    for (int left = in.readCount(Integer.MAX_VALUE); left > 0; left--) {
      families.add(new OwnFamily(in.readString(), in.readString(), in.readString()));
    }
    return families;
  }
}
