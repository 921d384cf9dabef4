// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.info;

import io.redstart.model.Labels;
import io.redstart.query.promql.exec.operator.QueryContext;
import io.redstart.query.promql.exec.scan.InstantSelectorOperator;
import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.syntax.text.LabelsText;
import io.redstart.query.promql.value.SeriesList;
import io.redstart.query.promql.value.StepVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The info series by group: those of one metric with the same identifying labels. At each step, the
 * newest sample of a group counts.
 *
 * <pre>
 *   series                                                    group
 *   target_info{instance="a", job="1", version="1.0"}         0
 *   target_info{instance="a", job="1", version="1.1"}         0
 *   build_info{instance="a", job="1", revision="4f2"}         1
 *   target_info{instance="x", job="9", version="1.0"}         −1: no other series has instance x
 * </pre>
 */
final class InfoGroups {
  static final List<String> IDENTIFYING = List.of("instance", "job");

  private final QueryLimits limits;
  private final InstantSelectorOperator selector;
  private final StepVector in;
  /** By info series; −1 for none. */
  private final int[] groups;

  private final Map<Labels, Integer> known = new HashMap<>();
  private final Set<String> names = new TreeSet<>(Labels::compareUtf8);
  /** By group: the info series of the newest sample at the step, −1 for none. */
  private final int[] newest;

  /**
   * Makes the groups.
   *
   * @param others the series that get labels; info series that share no identifying label's value
   *     with any of them do not count
   */
  InfoGroups(QueryContext query, InstantSelectorOperator selector, List<Labels> others) {
    this.limits = query.limits();
    this.selector = selector;
    this.in = new StepVector(limits);
    SeriesList series = selector.series();
    limits.hold(2 * Footprint.ints(series.size()));
    this.groups = new int[series.size()];
    Map<String, Set<String>> values = values(others);
    for (int i = 0; i < groups.length; i++) {
      limits.check(i);
      Labels labels = series.labels(i);
      groups[i] = isNear(labels, values) ? group(labels) : -1;
    }
    this.newest = new int[known.size()];
  }

  private Map<String, Set<String>> values(List<Labels> others) {
    Map<String, Set<String>> values = new HashMap<>();
    for (Labels labels : others) {
      limits.check();
      for (String name : IDENTIFYING) {
        if (labels.has(name)
            && values.computeIfAbsent(name, n -> new HashSet<>()).add(labels.get(name))) {
          limits.hold(Footprint.MAP_ENTRY);
        }
      }
    }
    return values;
  }

  private static boolean isNear(Labels labels, Map<String, Set<String>> values) {
    for (Map.Entry<String, Set<String>> entry : values.entrySet()) {
      if (!entry.getValue().contains(labels.get(entry.getKey()))) {
        return false;
      }
    }
    return !values.isEmpty();
  }

  private int group(Labels labels) {
    String name = labels.get(Labels.METRIC_NAME);
    names.add(name);
    Labels key = key(labels, name);
    Integer group = known.get(key);
    if (group == null) {
      group = known.size();
      known.put(key, group);
      limits.hold(Footprint.labels(key) + Footprint.MAP_ENTRY);
    }
    return group;
  }

  private static Labels key(Labels labels, String name) {
    return labels.retain(IDENTIFYING).with(Labels.METRIC_NAME, name);
  }

  /** Returns the groups that give a series labels, in the order of their metrics' names. */
  int[] of(Labels labels) {
    List<Integer> found = new ArrayList<>();
    for (String name : names) {
      Integer group = known.get(key(labels, name));
      if (group != null) {
        found.add(group);
      }
    }
    return found.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * Reads the info series of a step.
   *
   * @throws PromqlException if one is a histogram
   */
  void read(int step) {
    selector.next(step, in);
    for (int i = 0; i < in.size(); i++) {
      limits.check(i);
      if (in.has(i) && groups[i] >= 0 && in.histogram(i) != null) {
        throw new PromqlException(
            PromqlException.Kind.EXECUTION,
            "this should be an info metric, with float samples: " + text(i));
      }
    }
  }

  /**
   * Finds the newest sample of each group.
   *
   * @throws PromqlException if two are equally new
   */
  void findNewest() {
    Arrays.fill(newest, -1);
    for (int i = 0; i < in.size(); i++) {
      limits.check(i);
      if (in.has(i) && groups[i] >= 0) {
        int before = newest[groups[i]];
        newest[groups[i]] = before < 0 ? i : newer(before, i);
      }
    }
  }

  private int newer(int before, int other) {
    long beforeMillis = selector.sampleMillis(before);
    long otherMillis = selector.sampleMillis(other);
    if (beforeMillis == otherMillis) {
      throw new PromqlException(
          PromqlException.Kind.EXECUTION,
          "found duplicate series for info metric: existing "
              + text(before)
              + " @ "
              + beforeMillis
              + ", new "
              + text(other)
              + " @ "
              + otherMillis);
    }
    return beforeMillis > otherMillis ? before : other;
  }

  private String text(int series) {
    return LabelsText.of(labels(series));
  }

  /** Returns the info series of a group's newest sample, or −1 if there is none. */
  int newest(int group) {
    return newest[group];
  }

  /** Returns the labels of an info series. */
  Labels labels(int series) {
    return selector.series().labels(series);
  }
}
