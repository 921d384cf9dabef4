// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.crash.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShownTest {
  private final StringWriter out = new StringWriter();
  private final Report report = new Report(new PrintWriter(out));
  private final Shown shown = new Shown(1_000, report);

  @Test
  void sameAndGrowingCounters_areRight() {
    shown.remember(1_000, Map.of("a", 1.0));
    shown.remember(1_000, Map.of("a", 1.0));
    shown.remember(2_000, Map.of("a", 1.0, "b", 5.0));
    assertThat(report.isClean()).isTrue();
  }

  @Test
  void changedWindow_isWrong() {
    shown.remember(1_000, Map.of("a", 1.0));
    shown.remember(2_000, Map.of("a", 3.0));
    shown.remember(1_000, Map.of("a", 2.0));
    assertThat(out.toString()).contains("a sealed window changed: a at 1000 was 1.0, now 2.0");
  }

  @Test
  void seriesInAnOldWindow_mustNotAppearOrVanish() {
    shown.remember(1_000, Map.of("a", 1.0));
    shown.remember(1_000, Map.of("b", 1.0));
    assertThat(out.toString()).contains("a at 1000 was 1.0, now absent", "b at 1000 is new");
  }

  @Test
  void decreasingCounter_isWrong() {
    shown.remember(1_000, Map.of("a", 2.0));
    shown.remember(2_000, Map.of("a", 1.0));
    assertThat(out.toString()).contains("a counter decreased: a was 2.0 at 1000, and is 1.0");
  }

  @Test
  void vanishedCounter_isWrong() {
    shown.remember(1_000, Map.of("a", 2.0));
    shown.remember(2_000, Map.of());
    assertThat(out.toString()).contains("a was 2.0 at 1000, and is absent at 2000");
  }
}
