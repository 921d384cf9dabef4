// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red.rule;

import io.redstart.model.Labels;
import io.redstart.regex.GroupTemplate;
import io.redstart.regex.Regex;
import io.redstart.regex.RegexGroups;
import io.redstart.spanmetrics.RelabelRule;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites the labels of new label sets by rules, one after the other, like Prometheus'
 * {@code relabel_config} (model/relabel/relabel.go). Label sets that become equal are counted
 * together.
 *
 * <p>A missing label has an empty value, and setting a label to an empty value removes it. A target
 * is not set if it is reserved, or not a valid name after its groups are filled in. Labels that
 * begin with {@code __tmp} are removed at the end.
 *
 * <p>Control plane: called once for each new label set. Immutable.
 */
public final class Relabel {
  private static final String TEMPORARY_PREFIX = "__tmp";

  private final List<Step> steps;

  /** Compiles the rules. */
  public Relabel(List<RelabelRule> rules) {
    this.steps = rules.stream().map(Step::new).toList();
  }

  /** Returns the rewritten labels, or null if the rules drop the label set or leave no label. */
  public @Nullable Labels apply(Labels labels) {
    Map<String, String> values = new TreeMap<>();
    labels.forEach(values::put);
    for (Step step : steps) {
      if (!step.apply(values)) {
        return null;
      }
    }
    values.keySet().removeIf(name -> name.startsWith(TEMPORARY_PREFIX));
    return values.isEmpty() ? null : Labels.of(values);
  }

  /** A rule with its compiled expression. */
  private static final class Step {
    private final RelabelRule rule;
    private final Regex regex;
    private final GroupTemplate target;
    private final GroupTemplate replacement;

    Step(RelabelRule rule) {
      this.rule = rule;
      this.regex = Regex.withGroups(rule.regex());
      this.target = new GroupTemplate(rule.targetLabel(), regex);
      this.replacement = new GroupTemplate(rule.replacement(), regex);
    }

    /** Changes the labels. Returns false if the rule drops the label set. */
    boolean apply(Map<String, String> labels) {
      String value = source(labels);
      switch (rule.action()) {
        case KEEP -> {
          return regex.matches(value);
        }
        case DROP -> {
          return !regex.matches(value);
        }
        case REPLACE -> replace(value, labels);
        case LOWERCASE -> set(rule.targetLabel(), value.toLowerCase(Locale.ROOT), labels);
        case UPPERCASE -> set(rule.targetLabel(), value.toUpperCase(Locale.ROOT), labels);
        case LABELMAP -> map(labels);
        case LABELDROP -> labels.keySet().removeIf(regex::matches);
        case LABELKEEP -> labels.keySet().removeIf(name -> !regex.matches(name));
      }
      return true;
    }

    private String source(Map<String, String> labels) {
      return String.join(
          rule.separator(),
          rule.sourceLabels().stream()
              .map(name -> labels.getOrDefault(name, ""))
              .toList());
    }

    private void replace(String value, Map<String, String> labels) {
      RegexGroups match = regex.match(value);
      if (match != null) {
        set(target.expand(match), replacement.expand(match), labels);
      }
    }

    private void map(Map<String, String> labels) {
      Map.copyOf(labels).entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(label -> {
        RegexGroups match = regex.match(label.getKey());
        if (match != null) {
          set(replacement.expand(match), label.getValue(), labels);
        }
      });
    }

    private static void set(String name, String value, Map<String, String> labels) {
      if (!RelabelRule.isSettable(name)) {
        return;
      }
      if (value.isEmpty()) {
        labels.remove(name);
      } else {
        labels.put(name, value);
      }
    }
  }
}
