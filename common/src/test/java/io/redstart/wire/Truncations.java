// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Consumer;

/** Cuts frames short at every byte. */
public final class Truncations {
  private Truncations() {}

  /**
   * Checks that a reader refuses every prefix of a frame with {@link MalformedFrameException}.
   *
   * @param whole lengths at which a frame may end, because what follows is optional
   */
  public static void assertRefused(Frame frame, BitSet whole, Consumer<Frame> reader) {
    byte[] bytes = frame.bytes();
    reader.accept(frame);
    for (int length = 0; length < bytes.length; length++) {
      Frame prefix = new Frame(Arrays.copyOf(bytes, length));
      if (whole.get(length)) {
        reader.accept(prefix);
      } else {
        assertThatThrownBy(() -> reader.accept(prefix))
            .as("%d of %d bytes", length, bytes.length)
            .isInstanceOf(MalformedFrameException.class);
      }
    }
  }

  /** Checks that a reader refuses every prefix of a frame. */
  public static void assertRefused(Frame frame, Consumer<Frame> reader) {
    assertRefused(frame, new BitSet(), reader);
  }
}
