// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.config;

import io.redstart.regex.Regex;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One rule of the list {@code spanmetrics.relabel}, with the keys, meanings and defaults of
 * Prometheus' {@code relabel_config}.
 *
 * @param sourceLabels labels whose values, joined, are what is matched
 * @param separator what joins them
 * @param targetLabel the label that is set
 * @param regex what is matched, anchored at both ends
 * @param replacement what the target is set to, or the new name of a label
 * @param action what is done
 */
public record RelabelRule(
    @Setting(doc = "Labels whose values, joined, are what is matched", byDefault = "[]")
    List<String> sourceLabels,

    @Setting(doc = "What joins them", byDefault = ";") String separator,

    @Setting(
        doc = "The label that is set; may refer to groups as `${1}` for `replace`",
        byDefault = "\"\"",
        refersToGroups = true)
    String targetLabel,

    @Setting(
        doc =
            "Regular expression (RE2), anchored at both ends, for the joined values, or for names of"
                + " labels in `labelmap`, `labeldrop`, `labelkeep`",
        byDefault = "(.*)")
    String regex,

    @Setting(
        doc = "What the target is set to, or in `labelmap` a label's new name; `$1` is a group",
        byDefault = "$1",
        refersToGroups = true)
    String replacement,

    @Setting(doc = "What the rule does", byDefault = "replace")
    Action action) {
  /** What Prometheus says of labels: begins with a letter or underscore (data model). */
  private static final Regex NAME = Regex.compile("[a-zA-Z_][a-zA-Z0-9_]*");

  /** A name with references to groups, as Prometheus accepts it (relabel.go, relabelTarget). */
  private static final Regex NAME_WITH_GROUPS =
      Regex.compile("(?:(?:[a-zA-Z_]|\\$(?:\\{\\w+\\}|\\w+))+\\w*)+");

  /** Java's own expressions do: this one looks at each character once. */
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
              "only regex goes with the actions labeldrop and labelkeep");
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
          "the label " + name + " is reserved; for what lives between two rules take __tmp_…");
    }
  }

  /** A name that is no group's is most likely a variable of the environment. */
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
   * with two underscores are, except {@code __tmp…}, which is gone after the last rule.
   */
  public static boolean isSettable(String name) {
    return NAME.matches(name)
        && !RESERVED.contains(name)
        && (!name.startsWith("__") || name.startsWith("__tmp"));
  }
}
