// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.distribution;

import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.source.metric.Family;
import io.redstart.query.source.metric.LeLabel;
import io.redstart.query.source.metric.MetricNames;
import io.redstart.query.source.metric.RedSelector;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The selectors of one distribution. A label set that several of them select belongs to the first.
 *
 * @param family durations, or durations without those of children
 * @param labels by selector: the conditions on the labels of label sets
 */
public record DistributionSelectors(Family family, List<List<LabelMatcher>> labels) {
  private static final String EXAMPLE = "select durations, for example duration_milliseconds";

  /**
   * Reads selectors.
   *
   * @throws PromqlException of kind {@code BAD_DATA} if they select something else than durations of
   *     one family
   */
  public static DistributionSelectors of(List<List<LabelMatcher>> selectors, MetricNames names) {
    Set<Family> families = EnumSet.noneOf(Family.class);
    List<List<LabelMatcher>> labels = new ArrayList<>();
    for (List<LabelMatcher> matchers : selectors) {
      families.add(family(matchers, names));
      labels.add(matchers.stream()
          .filter(one -> !one.name().equals(Labels.METRIC_NAME))
          .toList());
    }
    if (families.size() > 1) {
      throw bad("durations and self times do not mix: ask for one of them");
    }
    return new DistributionSelectors(families.iterator().next(), labels);
  }

  private static Family family(List<LabelMatcher> matchers, MetricNames names) {
    if (matchers.stream().anyMatch(one -> one.name().equals(LeLabel.NAME))) {
      throw bad("a distribution has all buckets: select no " + LeLabel.NAME);
    }
    if (matchers.stream().noneMatch(one -> one.name().equals(Labels.METRIC_NAME))) {
      return Family.DURATION;
    }
    Set<Family> families = EnumSet.noneOf(Family.class);
    RedSelector.of(matchers, names).views().forEach((name, view) -> {
      if (view.family() != Family.DURATION && view.family() != Family.SELF_TIME) {
        throw bad(name + " has no durations: " + EXAMPLE);
      }
      families.add(view.family());
    });
    if (families.size() != 1) {
      throw bad(
          families.isEmpty()
              ? "no durations have the name of " + matchers + ": " + EXAMPLE
              : matchers + " selects durations and self times: ask for one of them");
    }
    return families.iterator().next();
  }

  private static PromqlException bad(String message) {
    return new PromqlException(PromqlException.Kind.BAD_DATA, message);
  }

  /** Returns how many selectors there are. */
  int size() {
    return labels.size();
  }

  /** Returns whether an earlier selector than the given one selects a label set. */
  boolean isSelectedBefore(int selector, Labels labelSet) {
    for (List<LabelMatcher> matchers : labels.subList(0, selector)) {
      if (matchers.stream().allMatch(one -> one.matches(labelSet.get(one.name())))) {
        return true;
      }
    }
    return false;
  }
}
