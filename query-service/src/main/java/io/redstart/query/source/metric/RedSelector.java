// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.metric;

import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.query.source.metric.MetricView.Part;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sorts a selector's matchers by where they apply: matchers on {@code __name__} choose views here,
 * matchers on {@code le} choose buckets here, all others go to the aggregators.
 *
 * @param views the views by requested name
 * @param le conditions on {@code le}
 * @param labels conditions on the labels of label sets
 */
public record RedSelector(
    Map<String, MetricView> views, List<LabelMatcher> le, List<LabelMatcher> labels) {

  /** Sorts matchers. */
  public static RedSelector of(List<LabelMatcher> matchers, MetricNames names) {
    List<LabelMatcher> name = new ArrayList<>();
    List<LabelMatcher> le = new ArrayList<>();
    List<LabelMatcher> labels = new ArrayList<>();
    for (LabelMatcher matcher : matchers) {
      switch (matcher.name()) {
        case Labels.METRIC_NAME -> name.add(matcher);
        case LeLabel.NAME -> le.add(matcher);
        default -> labels.add(matcher);
      }
    }
    Map<String, MetricView> views = new LinkedHashMap<>(candidates(name, names));
    views.keySet().removeIf(candidate -> !allMatch(name, candidate));
    // Only buckets have the label; for all others it is absent, which is the same as empty.
    if (!allMatch(le, "")) {
      views.values().removeIf(view -> view.part() != Part.BUCKET);
    }
    return new RedSelector(views, le, labels);
  }

  private static Map<String, MetricView> candidates(List<LabelMatcher> name, MetricNames names) {
    for (LabelMatcher matcher : name) {
      if (matcher.op() == LabelMatcher.Op.EQUAL) {
        return names
            .answered(matcher.value())
            .map(view -> Map.of(matcher.value(), view))
            .orElse(Map.of());
      }
    }
    return names.listed();
  }

  private static boolean allMatch(List<LabelMatcher> matchers, String value) {
    return matchers.stream().allMatch(matcher -> matcher.matches(value));
  }

  /** Returns one selector for each requested family, with the views of that family. */
  public Map<Family, RedSelector> byFamily() {
    Map<Family, RedSelector> byFamily = new EnumMap<>(Family.class);
    views.forEach((name, view) -> byFamily
        .computeIfAbsent(view.family(), first -> new RedSelector(new LinkedHashMap<>(), le, labels))
        .views
        .put(name, view));
    return byFamily;
  }

  /** Returns whether a view shows buckets. */
  public boolean hasBuckets() {
    return views.values().stream().anyMatch(view -> view.part() == Part.BUCKET);
  }

  /** Returns whether a view needs to know how long the durations were. */
  public boolean needsCells() {
    return views.values().stream().anyMatch(MetricView::needsCells);
  }

  /** Returns whether a bucket is selected. */
  public boolean selects(LeLabel label) {
    return le.stream().allMatch(label::matches);
  }
}
