// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.regex;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Compiles and matches on a thread with 512 KB of stack whatever is accepted, and refuses the rest. */
class RegexStackTest {
  private static final long STACK_BYTES = 512 << 10;

  private static Stream<Arguments> shapes() {
    Map<String, IntFunction<String>> shapes = Map.ofEntries(
        Map.entry("groups", n -> "(".repeat(n) + "x" + ")".repeat(n)),
        Map.entry("repeats", n -> "(?:a".repeat(n) + "x" + ")*".repeat(n)),
        Map.entry("lazy repeats", n -> "(?:".repeat(n) + "x" + ")*?y".repeat(n)),
        Map.entry("choices", n -> "(?:a.|b".repeat(n) + "x" + ")".repeat(n)),
        Map.entry("optional groups", n -> "(?:b|x".repeat(n) + "x" + ")?".repeat(n)),
        Map.entry("counts in groups", n -> "(".repeat(n) + "x{0,1000}" + ")".repeat(n)),
        Map.entry("wide choices", n -> ".*(?:" + join(n, i -> "a" + i + ".") + ")x"),
        Map.entry("choice of texts", n -> join(n, i -> "name" + i)),
        Map.entry("choice of folded texts", n -> "(?i)" + join(n, i -> "name" + i)),
        Map.entry("growing texts", n -> "(?:" + join(Math.min(n, 900), "a"::repeat) + ")[0-9]"),
        Map.entry("text", n -> ".*x".repeat(3) + "y".repeat(n) + "[0-9]"),
        Map.entry("folded text", n -> "(?i)[0-9]+" + "yé".repeat(n)),
        Map.entry("characters", n -> "[ab]".repeat(n)),
        Map.entry("optionals", n -> "x?".repeat(n) + "y"),
        Map.entry("nothing", n -> "(?:)".repeat(n) + "[0-9]+"),
        Map.entry("empty groups", n -> "()".repeat(n) + "[0-9]+"),
        Map.entry("anchors", n -> "^".repeat(n) + "[0-9]+"),
        Map.entry("copies of optionals", n -> "(?:x?y?){" + Math.min(n, 1000) + "}[0-9]"),
        Map.entry("optional copies", n -> "(?:xy){0," + Math.min(n, 1000) + "}[0-9]"),
        Map.entry("open groups", n -> "(".repeat(n)),
        Map.entry("dots", n -> ".".repeat(n)),
        Map.entry("any", n -> ".*".repeat(n)));
    return shapes.entrySet().stream()
        .flatMap(shape -> IntStream.of(499, 998, 9000, 50_000)
            .mapToObj(n -> Arguments.of(shape.getKey(), n, shape.getValue())));
  }

  private static String join(int times, IntFunction<String> part) {
    return IntStream.range(0, times).mapToObj(part).collect(Collectors.joining("|"));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("shapes")
  void nothing_overflowsTheStack(String name, int times, IntFunction<String> shape)
      throws InterruptedException {
    String expression = shape.apply(times);
    onSmallStack(() -> {
      try {
        Regex.compile(expression).matches("xyz");
        Regex.withGroups(expression).match("xyz");
      } catch (RegexSyntaxException e) {
        assertThat(e.getMessage()).hasSizeLessThan(300);
      }
    });
  }

  @Test
  void tenMegabytes_areAChoiceOfTexts() throws InterruptedException {
    String expression = join(500_000, i -> "service-number-" + i);
    onSmallStack(() -> {
      Regex regex = Regex.compile(expression);
      assertThat(regex.matches("service-number-499999")).isTrue();
      assertThat(regex.matches("service-number-500000")).isFalse();
    });
  }

  private static void onSmallStack(Runnable work) throws InterruptedException {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread thread = new Thread(null, work, "small-stack", STACK_BYTES);
    thread.setUncaughtExceptionHandler((dead, cause) -> thrown.set(cause));
    thread.start();
    thread.join();
    assertThat(thrown.get()).isNull();
  }
}
