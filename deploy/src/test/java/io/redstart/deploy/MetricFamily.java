// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A metric in the text format of Prometheus.
 *
 * @param name the name of its samples, without {@code _sum} and {@code _count}
 * @param help its help text
 * @param type {@code counter}, {@code gauge}, {@code summary} …
 * @param labels the values of each label
 */
record MetricFamily(String name, String help, String type, Map<String, Set<String>> labels) {
  private static final Pattern COMMENT = Pattern.compile("# (HELP|TYPE) (\\S+) (.*)");
  private static final Pattern SAMPLE = Pattern.compile("([a-z0-9_]+)(?:\\{(.*)\\})? \\S+");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  /** Parses a page; a maximum beside a summary belongs to that summary. */
  static List<MetricFamily> parse(String page) {
    Map<String, MetricFamily> families = new TreeMap<>();
    List<String> helps = new ArrayList<>(List.of(""));
    List<MetricFamily> current = new ArrayList<>();
    page.lines().forEach(line -> {
      Matcher comment = COMMENT.matcher(line);
      Matcher sample = SAMPLE.matcher(line);
      if (comment.matches() && comment.group(1).equals("HELP")) {
        helps.set(0, comment.group(3));
      } else if (comment.matches()) {
        current.clear();
        current.add(
            new MetricFamily(comment.group(2), helps.get(0), comment.group(3), new TreeMap<>()));
        families.put(comment.group(2), current.get(0));
        helps.set(0, "");
      } else if (sample.matches() && sample.group(2) != null) {
        current.get(0).addLabels(sample.group(2));
      }
    });
    return families.values().stream()
        .filter(family -> !isMaximumOf(family, families.values()))
        .toList();
  }

  private void addLabels(String text) {
    LABEL
        .matcher(text)
        .results()
        .forEach(label ->
            labels.computeIfAbsent(label.group(1), name -> new TreeSet<>()).add(label.group(2)));
  }

  private static boolean isMaximumOf(MetricFamily one, Collection<MetricFamily> all) {
    return all.stream()
        .anyMatch(base -> base.type.equals("summary") && one.name.equals(base.name + "_max"));
  }

  /** Returns the beginning of its row in the table of the documentation. */
  String row() {
    String names =
        labels.keySet().stream().map(label -> "`" + label + "`").collect(Collectors.joining(", "));
    return "| `" + name + "` | " + type + " | " + names + " | " + help + " |";
  }
}
