// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GoDurationRandomTest {
  private static final long SEED = 20_261_122;

  @Test
  void parse_readsWhatFormatWrites() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 10_000; i++) {
      Duration duration = Duration.ofNanos(random.nextLong(Long.MAX_VALUE) >> random.nextInt(63));
      String text = GoDuration.format(duration);
      assertThat(GoDuration.parse(text)).as("%s, seed %d", text, SEED).isEqualTo(duration);
    }
  }
}
