// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.regex;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Compares with RE2/J alone. (Go's answers to 60,000 expressions of this kind were the same, too.) */
class RegexRandomTest {
  private static final String[] TEXTS = {
    "a",
    "b",
    "ab",
    "abc",
    "k",
    "K",
    "s",
    "ſ",
    "\u212a",
    "-",
    "/",
    "\\.",
    "é",
    "ß",
    "ẞ",
    "İ",
    "ı",
    "σ",
    "😀",
    "\\Qa.b\\E",
    "\\x41",
    ""
  };
  private static final String[] OTHERS = {
    ".", ".*", ".+", ".?", "[ab]", "[^a]", "[a-c]", "[aA]", "[kK]", "[0-9]", "[[:alpha:]]",
    "[^[:^digit:]]", "\\d", "\\w", "\\S", "\\pL", "\\p{Greek}", "[^\\pL1]", "^", "$", "\\b", "\\B",
    "(?m:^)", "(?m:$)", "(?i)", "(?-s)", "(?U)"
  };
  private static final String[] GROUPS = {"(", "(?:", "(?:", "(?i:", "(?-s:", "(?-i:", "(?P<n>"};
  private static final String[] OPERATORS = {
    "*", "+", "?", "*?", "??", "{2}", "{0,3}", "{2,}", "{0}", "{6}"
  };
  private static final List<String> VALUES = List.of(
      "",
      "a",
      "b",
      "c",
      "A",
      "ab",
      "AB",
      "abc",
      "Abc",
      "aab",
      "abab",
      "ba",
      "aa",
      "aaa",
      "bb",
      "k",
      "K",
      "\u212a",
      "s",
      "S",
      "ſ",
      "a\nb",
      "\n",
      "a/b",
      "a.b",
      "-",
      "a-b",
      "0",
      "a0",
      "é",
      "É",
      "ß",
      "ẞ",
      "ss",
      "İ",
      "i",
      "ı",
      "I",
      "σ",
      "ς",
      "Σ",
      "😀",
      "a😀",
      "{0",
      "abcabc",
      "a".repeat(45));

  @Test
  void matches_asTheEngineDoes() {
    int fast = 0;
    for (int seed = 0; seed < 6_000; seed++) {
      String expression = alternatives(new SplittableRandom(seed), 3);
      Pattern pattern = Pattern.compile(expression.replace("(?P<n>", "("), Pattern.DOTALL);
      Regex regex = Regex.compile(expression);
      fast += regex.usesEngine() ? 0 : 1;
      for (String value : VALUES) {
        boolean matches = pattern.matches(value);
        assertThat(regex.matches(value))
            .as("seed %s: \"%s\" and \"%s\"", seed, expression, value)
            .isEqualTo(matches);
        regex.literals().ifPresent(all -> assertThat(all.contains(value)).isEqualTo(matches));
        if (matches) {
          regex.prefix().ifPresent(prefix -> assertThat(value).startsWith(prefix));
        }
      }
    }
    assertThat(fast).as("expressions that do without the engine").isBetween(1_500, 5_700);
  }

  @Test
  void search_findsWhatTheEngineFinds() {
    for (int seed = 0; seed < 2_000; seed++) {
      String expression = alternatives(new SplittableRandom(seed), 2).replace("(?P<n>", "(");
      Pattern pattern = Pattern.compile(expression);
      Regex regex = Regex.search(expression);
      for (String value : VALUES) {
        assertThat(regex.matches(value))
            .as("seed %s: \"%s\" and \"%s\"", seed, expression, value)
            .isEqualTo(pattern.matcher(value).find());
      }
    }
  }

  @Test
  void groups_matchWhatTheEnginesDo() {
    for (int seed = 0; seed < 2_000; seed++) {
      String expression = alternatives(new SplittableRandom(seed), 3).replace("(?P<n>", "(");
      Pattern pattern = Pattern.compile(expression, Pattern.DOTALL);
      Regex regex = Regex.withGroups(expression);
      assertThat(regex.groupCount()).isEqualTo(pattern.groupCount());
      for (String value : VALUES) {
        Matcher matcher = pattern.matcher(value);
        List<String> expected = new ArrayList<>();
        List<String> actual = new ArrayList<>();
        RegexGroups groups = regex.match(value);
        boolean matches = matcher.matches();
        for (int group = 0; group <= regex.groupCount(); group++) {
          expected.add(matches ? matcher.group(group) : "none");
          actual.add(groups != null ? groups.group(group) : "none");
        }
        assertThat(actual)
            .as("seed %s: \"%s\" and \"%s\"", seed, expression, value)
            .isEqualTo(expected);
      }
    }
  }

  private static String alternatives(SplittableRandom random, int depth) {
    StringBuilder text = new StringBuilder(sequence(random, depth));
    for (int more = random.nextInt(4); more > 0; more--) {
      text.append('|').append(sequence(random, depth));
    }
    return text.toString();
  }

  private static String sequence(SplittableRandom random, int depth) {
    StringBuilder text = new StringBuilder();
    for (int parts = random.nextInt(4); parts > 0; parts--) {
      String part = part(random, depth);
      boolean canRepeat = !part.isEmpty()
          && !part.startsWith("(?i)")
          && !part.startsWith("(?-s)")
          && !part.startsWith("(?U)")
          && !(part.startsWith(".") && part.length() > 1);
      text.append(part).append(canRepeat && random.nextInt(8) == 0 ? pick(random, OPERATORS) : "");
    }
    return text.toString();
  }

  private static String part(SplittableRandom random, int depth) {
    int kind = random.nextInt(10);
    if (kind < 6 || depth == 0) {
      return pick(random, TEXTS);
    }
    return kind < 8
        ? pick(random, OTHERS)
        : pick(random, GROUPS) + alternatives(random, depth - 1) + ")";
  }

  private static String pick(SplittableRandom random, String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
