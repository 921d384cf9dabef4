// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.wire.ChannelReply;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GrantsTest {
  private static final int MIB = 1 << 20;

  @Test
  void grant_isNoLargerThanTheLargest() {
    Grants grants = new Grants(32 * MIB, 2);
    assertThat(grants.renew(0, 0)).isEqualTo(ChannelReply.GRANT_MAX_BYTES);
    assertThat(grants.largestBytes()).isEqualTo(ChannelReply.GRANT_MAX_BYTES);
    assertThat(new Grants(8 * MIB, 4).largestBytes()).isEqualTo(2 * MIB);
    assertThat(new Grants(1, 4).largestBytes()).isEqualTo(Grants.SMALLEST_BYTES);
  }

  @Test
  void grant_isAnEvenShare_onceTheOthersHaveGivenBack() {
    Grants grants = new Grants(12 * MIB, 1);
    int a = grants.renew(0, 0);
    int b = grants.renew(0, 0);
    int c = grants.renew(0, 0);
    assertThat(a).isEqualTo(8 * MIB);
    assertThat(b).isEqualTo(4 * MIB);
    assertThat(c).isEqualTo(Grants.SMALLEST_BYTES);
    a = grants.renew(a, 0);
    assertThat(a).isEqualTo(4 * MIB);
    assertThat(grants.renew(c, 0)).isEqualTo(4 * MIB);
  }

  @Test
  void grant_thatEnds_leavesItsShareToTheOthers() {
    Grants grants = new Grants(4 * MIB, 1);
    int a = grants.renew(grants.renew(0, 0), 0);
    int b = grants.renew(0, 0);
    grants.end(b);
    assertThat(grants.renew(a, 0)).isEqualTo(4 * MIB);
    assertThat(grants.channels()).isEqualTo(1);
  }

  @Test
  void grant_forAMessageThatIsHere_isAsLargeAsTheBudgetAllows() {
    Grants grants = new Grants(4 * MIB, 2);
    int a = grants.renew(0, 0);
    int b = grants.renew(0, 0);
    assertThat(a).isEqualTo(2 * MIB);
    assertThat(b).isEqualTo(2 * MIB);
    assertThat(grants.renew(0, MIB)).isEqualTo(Grants.SMALLEST_BYTES);
    grants.end(b);
    assertThat(grants.renew(0, MIB)).isBetween(MIB, 2 * MIB);
  }

  @Test
  void promises_neverExceedTheBudgetByMoreThanTheSmallestGrants() {
    for (long seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      long budgetBytes = random.nextLong(1, 64 * MIB);
      Grants grants = new Grants(budgetBytes, random.nextInt(1, 8));
      int[] granted = new int[random.nextInt(1, 100)];
      for (int i = 0; i < 1_000; i++) {
        int channel = random.nextInt(granted.length);
        if (random.nextInt(5) == 0) {
          grants.end(granted[channel]);
          granted[channel] = 0;
        } else {
          granted[channel] =
              grants.renew(granted[channel], random.nextInt(2) * random.nextInt(MIB));
        }
        long promisedBytes = Arrays.stream(granted).asLongStream().sum();
        assertThat(grants.promisedBytes()).as("seed %s", seed).isEqualTo(promisedBytes);
        assertThat(promisedBytes)
            .as("seed %s", seed)
            .isLessThanOrEqualTo(budgetBytes + (long) grants.channels() * Grants.SMALLEST_BYTES);
      }
    }
  }
}
