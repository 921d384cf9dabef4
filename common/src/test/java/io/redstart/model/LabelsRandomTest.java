// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class LabelsRandomTest {
  /** The borders of UTF-8 lengths and of the surrogates, where the two orders differ. */
  private static final int[] CODE_POINTS = {
    'a', 'b', 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xfffd, 0xffff, 0x10000, 0x10ffff
  };

  private static String text(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      text.appendCodePoint(CODE_POINTS[random.nextInt(CODE_POINTS.length)]);
    }
    return text.toString();
  }

  @Test
  void compareUtf8_isTheOrderOfUtf8Bytes() {
    for (long seed = 0; seed < 50_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      String left = text(random);
      String right = text(random);
      int bytes = Arrays.compareUnsigned(
          left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
      assertThat(Integer.signum(Labels.compareUtf8(left, right)))
          .as("seed %d: %s and %s", seed, left, right)
          .isEqualTo(Integer.signum(bytes));
    }
  }

  @Test
  void compareTo_agreesWithEquals() {
    for (long seed = 0; seed < 20_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Labels left = Labels.of("a", text(random), "b", text(random));
      Labels right = Labels.of("a", text(random), "b", text(random));
      assertThat(left.compareTo(right) == 0).as("seed %d", seed).isEqualTo(left.equals(right));
      assertThat(Integer.signum(left.compareTo(right)))
          .as("seed %d", seed)
          .isEqualTo(-Integer.signum(right.compareTo(left)));
    }
  }
}
