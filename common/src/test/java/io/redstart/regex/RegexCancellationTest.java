// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.regex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.limit.Cancellation;
import io.redstart.limit.CancelledException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RegexCancellationTest {
  private static final String VALUE = "a".repeat(100);

  /** Nearly as large as can be, and every step of the machine visits most of it. */
  private static final Regex LARGE = Regex.compile(
      "(?:[ab]{0,999}[a-c]|(?:[abd]{999}[a-d])+|(?:[abe]{999}[a-e])+)".repeat(20) + "x");

  @Test
  void matches_cancelledBefore_doesNothing() {
    Cancellation cancellation = new Cancellation();
    cancellation.cancel(Cancellation.Reason.TIMEOUT);
    assertThatThrownBy(() -> Regex.compile("a|b").matches("a", cancellation))
        .isInstanceOf(CancelledException.class);
  }

  @Test
  void matches_checksEveryFewSteps() {
    AtomicInteger checks = new AtomicInteger();
    assertThat(LARGE.matches(VALUE + "x", (Runnable) checks::incrementAndGet)).isTrue();
    // Each character is a step, of which none takes longer than a program of this size allows.
    assertThat(checks.get()).isGreaterThan(VALUE.length() / 4);
  }

  @Test
  void matches_cancelledMeanwhile_endsAtTheNextCheck() {
    Cancellation cancellation = new Cancellation();
    AtomicInteger checks = new AtomicInteger();
    Runnable check = () -> {
      if (checks.incrementAndGet() == 5) {
        cancellation.cancel(Cancellation.Reason.CANCELED);
      }
      cancellation.check();
    };
    assertThatThrownBy(() -> LARGE.matches(VALUE + "x", check))
        .isInstanceOf(CancelledException.class);
    assertThat(checks.get()).isEqualTo(5);
  }

  @Test
  void matches_afterACancelledOne_isRight() {
    Regex regex = Regex.compile("(?:a[ab]*)+c");
    Runnable cancelled = () -> {
      throw new CancelledException(Cancellation.Reason.TIMEOUT);
    };
    assertThatThrownBy(() -> regex.matches(VALUE + "c", cancelled))
        .isInstanceOf(CancelledException.class);
    assertThat(regex.matches(VALUE + "c", new Cancellation())).isTrue();
    assertThat(regex.matches(VALUE + "d", new Cancellation())).isFalse();
  }
}
