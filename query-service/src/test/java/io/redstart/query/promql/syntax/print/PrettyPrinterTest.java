// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax.print;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.query.promql.syntax.TestSyntax;
import org.junit.jupiter.api.Test;

class PrettyPrinterTest {
  private static final String LONG = "x{name=\"" + "v".repeat(95) + "\"}";

  private static String pretty(String query) {
    String text = PrettyPrinter.print(TestSyntax.parse(query));
    String printed = Printer.print(TestSyntax.parse(query));
    assertThat(Printer.print(TestSyntax.parse(text))).isEqualTo(printed);
    return text.replace(LONG, "LONG");
  }

  @Test
  void print_shortStaysOnOneLine() {
    assertThat(pretty("sum( x ) +\n 1")).isEqualTo("sum(x) + 1");
  }

  @Test
  void print_operandsHaveLines() {
    assertThat(pretty(LONG + " + on(a) group_left " + LONG + " == bool -(y or " + LONG + ")"))
        .isEqualTo(String.join(
            "\n",
            "    LONG",
            "  + on (a) group_left ()",
            "    LONG",
            "== bool",
            "  -(",
            "      y",
            "    or",
            "      LONG",
            "  )"));
  }

  @Test
  void print_argumentsHaveLines() {
    assertThat(pretty("topk without (a) (3, histogram_quantile(0.9, rate(" + LONG + "[5m])))"))
        .isEqualTo(String.join(
            "\n",
            "topk without (a) (",
            "  3,",
            "  histogram_quantile(",
            "    0.9,",
            "    rate(",
            "      LONG[5m]",
            "    )",
            "  )",
            ")"));
  }

  @Test
  void print_subqueryKeepsItsBrackets() {
    assertThat(pretty("rate(abs(" + LONG + ")[1h:1m] @ 5)"))
        .isEqualTo(String.join("\n", "rate(", "  abs(", "    LONG", "  )[1h:1m] @ 5.000", ")"));
  }
}
