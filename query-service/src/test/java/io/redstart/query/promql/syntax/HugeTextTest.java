// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.limit.CancelledException;
import io.redstart.limit.MemoryBudget;
import io.redstart.query.WatchedLimits;
import io.redstart.query.promql.function.FunctionTable;
import io.redstart.query.promql.limit.PromqlException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parses texts of a fifth of the largest form, which must need little stack and stop in time. */
class HugeTextTest {
  private static final int SIZE = 2 << 20;

  private static final Signatures FUNCTIONS = new FunctionTable();

  /** In CPU time, so that other processes on the machine do not disturb the test. */
  private static final Duration GAP_MAX = Duration.ofMillis(100);

  private final MemoryBudget memory = new MemoryBudget("queries", 1 << 30);

  private static String repeat(String part, int size) {
    return part.repeat(size / part.length());
  }

  /** Returns the longest time that the parser ran without a check; ignores the outcome. */
  private Duration read(String text) throws InterruptedException {
    AtomicReference<Object> outcome = new AtomicReference<>();
    Runnable reading = () -> {
      WatchedLimits limits = new WatchedLimits(0, memory);
      try {
        TestSyntax.parse(text, SyntaxConfig.ALL, limits);
      } catch (PromqlException e) {
        // Most texts are not valid.
      }
      outcome.set(limits.longest());
    };
    Thread thread = new Thread(null, reading, "reader", 512 << 10);
    thread.setUncaughtExceptionHandler((same, e) -> outcome.set(e));
    thread.start();
    thread.join();
    assertThat(outcome.get()).isInstanceOf(Duration.class);
    return (Duration) outcome.get();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "||, 1, ||",
        "||, 1_, 1",
        "0x, f, ||",
        "x[, (, ||",
        "x[, -, 1]",
        "x[1, ^1, ]",
        "x[1, *1, ]",
        "x[max_of(1, *1, ]",
        "x offset -, -, 1",
        "x offset (1, +1, )",
        "x, [1m:1m], ||",
        "x + fill, | |, y",
        "x offset , -, 1",
        "1, ^1, ||",
        "||, -, 1",
        "||, (, ||",
        "x{a=\", \\n, \"}",
        "x{a=\", \\x41, \"}",
        "x{a=\", \\\", \"}",
        "x{a=\", ä, \"}",
        "x{, |a=\"b\",|, }",
        "sum by (, |a,|, b) (x)",
        "||, a, ||",
        "||, | |, 1",
        "#, |# |, ||",
        "||, |#\n|, 1",
        "||, 1d, ||",
        "||, ;, ||"
      })
  void parse_checksAllTheWay(String before, String part, String after) throws InterruptedException {
    // The first parse is slow, because the JIT compiler has not run yet.
    read(before + repeat(part, SIZE / 10) + after);
    assertThat(read(before + repeat(part, SIZE) + after)).isLessThan(GAP_MAX);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1 + 1",
        "x{a=\"b\", c!=\"d\"}",
        "sum by (a, b) (rate(x[5m] offset 1m))",
        "rate(x[2*step():1m] @ 1) / on(a) y"
      })
  void parse_endsAtEachCheck(String text) {
    WatchedLimits all = new WatchedLimits(0, memory);
    TestSyntax.parse(text, SyntaxConfig.ALL, all);
    for (int at = 1; at <= all.checks(); at++) {
      WatchedLimits limits = new WatchedLimits(at, memory);
      assertThatThrownBy(() -> TestSyntax.parse(text, SyntaxConfig.ALL, limits))
          .isInstanceOf(CancelledException.class);
    }
  }
}
