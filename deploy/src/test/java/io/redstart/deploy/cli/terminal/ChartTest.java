// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChartTest {
  private static List<String> draw(boolean isColoured, Chart.Line... lines) {
    return new Chart(20, 5, isColoured).draw(List.of(lines), "from", "to");
  }

  @Test
  void line_risesFromLeftToRight() {
    List<String> text = draw(false, new Chart.Line("up", List.of(0.0, 1.0, 2.0, 3.0, 4.0)));

    assertThat(text)
        .containsExactly(
            "       4 ┤        ⡠⠊",
            "         ┤     ⢀⠔⠉",
            "   1.333 ┤  ⢀⡠⠔⠁",
            "       0 ┤⣀⠔⠁",
            "          from    to",
            "         ── up");
  }

  @Test
  void gap_staysEmpty() {
    List<String> text =
        draw(false, new Chart.Line("x", List.of(1.0, 1.0, Double.NaN, Double.NaN, 1.0, 1.0)));

    assertThat(text.get(0)).matches(" +1 ┤[^ ]{2,4} {2,}[^ ]{2,4}");
  }

  @Test
  void nothingButZero_isALineAtTheBottom() {
    List<String> text = draw(false, new Chart.Line("x", List.of(0.0, 0.0)));

    assertThat(text.get(3)).isEqualTo("       0 ┤" + "⣀".repeat(10));
  }

  @Test
  void negativeValues_areBelowZero() {
    assertThat(draw(false, new Chart.Line("x", List.of(-10.0, 10.0)))).satisfies(text -> {
      assertThat(text.get(0)).startsWith("      10 ┤");
      assertThat(text.get(3)).startsWith("     -10 ┤");
    });
  }

  @Test
  void severalLines_haveColoursOrLetters() {
    Chart.Line one = new Chart.Line("one", List.of(1.0, 1.0));
    Chart.Line two = new Chart.Line("two", List.of(2.0, 2.0));

    assertThat(String.join("\n", draw(false, one, two))).contains("aaaa", "bbbb", "a one", "b two");
    assertThat(String.join("\n", draw(true, one, two)))
        .contains("\033[36m⠉", "\033[33m⠉", "\033[33m──\033[0m two")
        .doesNotContain("aaaa");
  }

  @Test
  void names_haveNoControlCharacters() {
    assertThat(draw(true, new Chart.Line("a\033[2J", List.of(1.0))))
        .noneMatch(line -> line.contains("\033[2J"));
  }
}
