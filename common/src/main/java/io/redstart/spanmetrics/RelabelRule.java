// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.spanmetrics;

import io.redstart.config.Complaints;
import io.redstart.config.Setting;
import io.redstart.regex.Regex;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One rule of the list {@code spanmetrics.relabel}, with the keys, meanings and defaults of
 * Prometheus' {@code relabel_config}.
 *
 * @param sourceLabels labels whose joined values are matched
 * @param separator the text between the joined values
 * @param targetLabel the label that is set
 * @param regex the expression that is matched, anchored at both ends
 * @param replacement the new value of the target, or the new name of a label
 * @param action what the rule does
 */
public record RelabelRule(
    @Setting(doc = "Labels whose joined values are matched", byDefault = "[]")
    List<String> sourceLabels,

    @Setting(doc = "Text between the joined values", byDefault = ";")
    String separator,

    @Setting(
        doc = "The label that is set; with `replace` it may refer to groups, as `${1}`",
        byDefault = "\"\"",
        refersToGroups = true)
    String targetLabel,

    @Setting(
        doc = "Regular expression (RE2), anchored at both ends; matches the joined values, or the"
            + " names of labels with `labelmap`, `labeldrop` and `labelkeep`",
        byDefault = "(.*)")
    String regex,

    @Setting(
        doc = "New value of the target, or with `labelmap` new name of a label; `$1` is a group",
        byDefault = "$1",
        refersToGroups = true)
    String replacement,

    @Setting(doc = "What the rule does", byDefault = "replace")
    Action action) {
  /** A valid label name: begins with a letter or underscore (Prometheus data model). */
  private static final Regex NAME = Regex.compile("[a-zA-Z_][a-zA-Z0-9_]*");

  /** A name with references to groups, as Prometheus accepts it (relabel.go, relabelTarget). */
  private static final Regex NAME_WITH_GROUPS =
      Regex.compile("(?:(?:[a-zA-Z_]|\\$(?:\\{\\w+\\}|\\w+))+\\w*)+");

  /** Java's own {@link Pattern} is enough: this expression looks at each character once. */
  private static final Pattern NAMED_GROUP = Pattern.compile("\\$\\$|\\$\\{([a-zA-Z_]\\w*)\\}");

  private static final Set<String> RESERVED = Set.of("le", "otel_metric_overflow");

  /** What a rule does. */
  public enum Action {
    REPLACE,
    LOWERCASE,
    UPPERCASE,
    KEEP,
    DROP,
    LABELMAP,
    LABELDROP,
    LABELKEEP
  }

  /** Copies the list; checks names, the expression, and that the action has what it needs. */
  public RelabelRule {
    sourceLabels = List.copyOf(sourceLabels);
    Complaints complaints = new Complaints();
    sourceLabels.forEach(name -> complaints.collect(() -> requireName(name, "source_labels")));
    complaints.throwIfAny();
    Set<String> groups = Regex.withGroups(regex).groupNames().keySet();
    requireGroups(groups, targetLabel, "target_label");
    requireGroups(groups, replacement, "replacement");
    switch (action) {
      case REPLACE -> requireTarget(targetLabel, "target_label");
      case LOWERCASE, UPPERCASE -> requireSettable(targetLabel, "target_label");
      case LABELMAP -> requireTarget(replacement, "replacement");
      case KEEP, DROP -> {
        if (sourceLabels.isEmpty()) {
          throw new IllegalArgumentException("source_labels are missing");
        }
      }
      case LABELDROP, LABELKEEP -> {
        if (!sourceLabels.isEmpty() || !targetLabel.isEmpty()) {
          throw new IllegalArgumentException(
              "the actions labeldrop and labelkeep accept only regex");
        }
      }
    }
  }

  private static void requireTarget(String name, String key) {
    if (name.contains("$")) {
      if (!NAME_WITH_GROUPS.matches(name)) {
        throw new IllegalArgumentException(key + " \"" + name + "\" is not a label's name");
      }
    } else {
      requireSettable(name, key);
    }
  }

  private static void requireName(String name, String key) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException(key + " is missing");
    }
    if (!NAME.matches(name)) {
      String hint = name.indexOf('.') >= 0 ? ", perhaps " + LabelNames.of(name) : "";
      throw new IllegalArgumentException(key + " \"" + name + "\" is not a label's name" + hint);
    }
  }

  private static void requireSettable(String name, String key) {
    requireName(name, key);
    if (!isSettable(name)) {
      throw new IllegalArgumentException(
          "the label " + name + " is reserved; use __tmp_… for values between two rules");
    }
  }

  /** Rejects names without a group, which are most likely variables of the environment. */
  private static void requireGroups(Set<String> groups, String template, String key) {
    Matcher reference = NAMED_GROUP.matcher(template);
    while (reference.find()) {
      String name = reference.group(1);
      if (name != null && !groups.contains(name)) {
        throw new IllegalArgumentException(key + " has " + reference.group()
            + ", but regex has no group of that name; variables are not replaced here");
      }
    }
  }

  /**
   * Returns whether a rule may set a label: its name is valid and not reserved. Names that begin
   * with two underscores are reserved, except {@code __tmp…}, which is removed after the last rule.
   */
  public static boolean isSettable(String name) {
    return NAME.matches(name)
        && !RESERVED.contains(name)
        && (!name.startsWith("__") || name.startsWith("__tmp"));
  }
}
