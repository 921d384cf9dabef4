// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.label;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NaturalOrderTest {
  @Test
  void numbers_areOrderedByValue() {
    assertSorted("cpu0", "cpu9", "cpu10", "cpu100");
    assertSorted("4m5", "4m600", "4m1000");
    assertSorted("1.2.3", "1.11.3", "1.111.3");
  }

  @Test
  void otherTexts_areOrderedByTheirBytes() {
    assertSorted("", "A", "a", "b", "ba", "\uffee", "\ud83d\ude00");
    assertSorted("/", "0", "9", ":");
  }

  @Test
  void hugeNumbers_areOrderedByValue() {
    assertSorted("5", "10", "9223372036854775808", "10000000000000000000000");
  }

  @Test
  void leadingZeros_onlyDecideBetweenEqualNumbers() {
    assertSorted("a07", "a7", "a08", "a8");
    assertSorted("0", "00", "1");
  }

  /** An order that contradicts itself makes Java's sort fail. */
  @Test
  void order_ofRandomTextsIsTotal() {
    long seed = new SplittableRandom().nextLong();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 50_000; i++) {
      String a = text(random);
      String b = text(random);
      String c = text(random);
      String at = "seed " + seed + ": " + a + " " + b + " " + c;
      int ab = Integer.signum(NaturalOrder.INSTANCE.compare(a, b));
      assertThat(ab).as(at).isEqualTo(-Integer.signum(NaturalOrder.INSTANCE.compare(b, a)));
      assertThat(ab == 0).as(at).isEqualTo(a.equals(b));
      if (ab <= 0 && NaturalOrder.INSTANCE.compare(b, c) <= 0) {
        assertThat(NaturalOrder.INSTANCE.compare(a, c)).as(at).isLessThanOrEqualTo(0);
      }
    }
  }

  private static String text(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      text.append("0019a/:".charAt(random.nextInt(7)));
    }
    return text.toString();
  }

  private static void assertSorted(String... sorted) {
    List<String> texts = new ArrayList<>(List.of(sorted));
    texts.sort(NaturalOrder.INSTANCE.reversed());
    texts.sort(NaturalOrder.INSTANCE);
    assertThat(texts).containsExactly(sorted);
  }
}
