// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.model.Labels;
import io.redstart.spanmetrics.RelabelRule;
import io.redstart.spanmetrics.RelabelRule.Action;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Holds relabelling against Java's own regular expressions, a rule and a label at a time. */
class RelabelRandomTest {
  private static final List<String> NAMES = List.of("a", "b", "aa", "ab", "zone");
  private static final List<String> REGEXES =
      List.of("(.*)", "(.+)", "(a)(.*)", "a|b", "([ab])z?", "");

  /** As Prometheus writes them, and as Java does. */
  private static final Map<String, String> REPLACEMENTS =
      Map.of("$1", "$1", "x", "x", "", "", "${1}b", "$1b", "a$1", "a$1", "$$", "\\$");

  @Test
  void apply_isAsTheObviousVersionSays() {
    for (int seed = 0; seed < 2_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<RelabelRule> rules =
          IntStream.range(0, random.nextInt(1, 5)).mapToObj(i -> rule(random)).toList();
      Map<String, String> labels = new TreeMap<>();
      NAMES.stream()
          .filter(name -> random.nextBoolean())
          .forEach(name -> labels.put(name, pick(List.of("a", "b", "az", "Ab"), random)));
      assertThat(new Relabel(rules).apply(Labels.of(labels)))
          .as("seed %s, %s of %s", seed, rules, labels)
          .isEqualTo(expected(rules, labels));
    }
  }

  private static RelabelRule rule(SplittableRandom random) {
    Action action = pick(List.of(Action.values()), random);
    boolean namesOnly = action == Action.LABELDROP || action == Action.LABELKEEP;
    List<String> sources = namesOnly
        ? List.of()
        : NAMES.stream()
            .filter(name -> name.equals("b") || random.nextInt(3) == 0)
            .toList();
    String replacement = action == Action.LABELMAP
        ? pick(List.of("$1", "x", "a$1", "${1}b"), random)
        : pick(REPLACEMENTS.keySet().stream().sorted().toList(), random);
    return new RelabelRule(
        sources,
        "",
        namesOnly ? "" : pick(NAMES, random),
        pick(REGEXES, random),
        replacement,
        action);
  }

  private static <T> T pick(List<T> list, SplittableRandom random) {
    return list.get(random.nextInt(list.size()));
  }

  private static Labels expected(List<RelabelRule> rules, Map<String, String> given) {
    Map<String, String> labels = new TreeMap<>(given);
    for (RelabelRule rule : rules) {
      String value = rule.sourceLabels().stream()
          .map(n -> labels.getOrDefault(n, ""))
          .collect(Collectors.joining());
      String target = rule.targetLabel();
      switch (rule.action()) {
        case KEEP -> {
          if (!value.matches(rule.regex())) {
            return null;
          }
        }
        case DROP -> {
          if (value.matches(rule.regex())) {
            return null;
          }
        }
        case REPLACE -> {
          if (value.matches(rule.regex())) {
            labels.put(target, replaced(value, rule));
          }
        }
        case LOWERCASE -> labels.put(target, value.toLowerCase(Locale.ROOT));
        case UPPERCASE -> labels.put(target, value.toUpperCase(Locale.ROOT));
        case LABELMAP ->
          new TreeMap<>(labels).forEach((name, v) -> {
            if (name.matches(rule.regex()) && !replaced(name, rule).isEmpty()) {
              labels.put(replaced(name, rule), v);
            }
          });
        case LABELDROP -> labels.keySet().removeIf(name -> name.matches(rule.regex()));
        case LABELKEEP -> labels.keySet().removeIf(name -> !name.matches(rule.regex()));
      }
      labels.values().removeIf(String::isEmpty);
    }
    return labels.isEmpty() ? null : Labels.of(labels);
  }

  private static String replaced(String value, RelabelRule rule) {
    Matcher match = Pattern.compile(rule.regex()).matcher(value);
    boolean noGroup = match.groupCount() == 0;
    String java = REPLACEMENTS.getOrDefault(rule.replacement(), "");
    return match.replaceFirst(noGroup ? java.replace("$1", "") : java);
  }
}
