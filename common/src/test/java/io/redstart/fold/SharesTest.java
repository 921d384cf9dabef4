// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.model.Increment;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SharesTest {
  private static final long SEED = System.nanoTime();

  @Test
  void shares_addUpThoseOfEvenShares() {
    SplittableRandom random = new SplittableRandom(SEED);
    EvenShares even = new EvenShares();
    for (int run = 0; run < 2_000; run++) {
      Increment whole = new Increment();
      whole.addCalls(random.nextLong(1L << 1 + random.nextInt(50)));
      whole.addSum(random.nextLong(1L << random.nextInt(40)), random.nextLong());
      int shares = 1 + random.nextInt(720);
      Increment sum = new Increment();
      for (int i = 0; i < shares; i++) {
        Increment share = even.share(whole, i, shares);
        sum.addCalls(share.calls());
        sum.addSum(share.sumHigh(), share.sumLow());
        String when = "seed %d, run %d, share %d of %d".formatted(SEED, run, i, shares);
        assertThat(Shares.of(whole.calls(), i + 1, shares)).as(when).isEqualTo(sum.calls());
        assertThat(Shares.high(whole.sumHigh(), whole.sumLow(), i + 1, shares))
            .as(when)
            .isEqualTo(sum.sumHigh());
        assertThat(Shares.low(whole.sumHigh(), whole.sumLow(), i + 1, shares))
            .as(when)
            .isEqualTo(sum.sumLow());
      }
    }
  }
}
