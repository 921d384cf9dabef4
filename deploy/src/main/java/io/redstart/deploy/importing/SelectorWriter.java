// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.importing;

import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Writes selectors of PromQL. */
final class SelectorWriter {
  /** A label with more values than this does not narrow a selector. */
  private static final int VALUES_MAX = 64;

  private static final Pattern PLAIN = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

  private SelectorWriter() {}

  /**
   * Returns a selector of names.
   *
   * @param more further matchers as PromQL writes them, without braces; may be empty
   */
  static String names(Collection<String> names, String more) {
    String byName = matcher(Labels.METRIC_NAME, names);
    return "{" + byName + (more.isEmpty() ? "" : "," + more) + "}";
  }

  /** Returns matchers that match the given labels, and perhaps some others. */
  static String matchers(List<Labels> sources) {
    TreeMap<String, TreeSet<String>> values = new TreeMap<>();
    sources.forEach(one -> one.forEach((name, value) -> values.put(name, new TreeSet<>())));
    sources.forEach(one -> values.forEach((name, found) -> found.add(one.get(name))));
    StringBuilder text = new StringBuilder();
    values.forEach((name, found) -> {
      if (found.size() <= VALUES_MAX) {
        text.append(text.isEmpty() ? "" : ",").append(matcher(name, found));
      }
    });
    return text.toString();
  }

  /** Returns a matcher as PromQL writes it. */
  static String matcher(LabelMatcher matcher) {
    return label(matcher.name()) + matcher.op().symbol() + quote(matcher.value());
  }

  private static String label(String name) {
    return PLAIN.matcher(name).matches() ? name : quote(name);
  }

  private static String matcher(String name, Collection<String> values) {
    String label = label(name);
    if (values.size() == 1) {
      return label + "=" + quote(values.iterator().next());
    }
    List<String> escaped = values.stream().map(SelectorWriter::escape).toList();
    return label + "=~" + quote(String.join("|", escaped));
  }

  /** Escapes a text for RE2. */
  private static String escape(String text) {
    return text.replaceAll("[\\\\.+*?()|\\[\\]{}^$]", "\\\\$0");
  }

  private static String quote(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }
}
