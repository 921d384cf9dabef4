// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.rows;

import io.redstart.model.Labels;
import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.value.Series;
import io.redstart.query.source.metric.MetricNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Builds the gauge {@code target_info} of one job and instance from the resources that were seen
 * with them. At any time at most one of its series is alive, so that joins on job and instance find
 * a single series:
 *
 * <pre>
 *   12:00:05   {version=1, pod=a}                          version=1, pod=a
 *   12:00:10   {version=1, pod=a} and {version=1, pod=b}   version=1       (they disagree on pod)
 *   12:00:20   {version=2, pod=c}                          version=2, pod=c
 * </pre>
 *
 * <p>The resources seen in a window stay valid until others are seen or they expire. A series ends
 * with a staleness marker; if another series follows directly, the marker is at that series' first
 * sample.
 *
 * <p>Which resource was seen last before the range is not always known. Then all candidates count
 * as seen together.
 */
public final class TargetInfo {

  /** The labels that every resource with the same target shares. */
  public static final Set<String> IDENTITY = Set.of("job", "instance");

  /** The size of a sighting: a stamp in a tree, and a list with one entry. */
  private static final int SIGHTING = 24 + 40 + 24 + 2 * Footprint.ARRAY;

  /** The size of the maps and lists of one target. */
  private static final int TARGET = 10 * Footprint.OBJECT + 2 * Footprint.MAP_ENTRY;

  private final Timeline timeline;
  private final QueryLimits limits;
  private final List<LabelSetRows> resources = new ArrayList<>();
  private final Map<Labels, SampleTimes.Builder> times = new HashMap<>();

  private TargetInfo(Timeline timeline, QueryLimits limits) {
    this.timeline = timeline;
    this.limits = limits;
    limits.hold(TARGET);
  }

  /** Returns all series of some resources, of any job and instance. */
  public static List<Series> series(
      Collection<LabelSetRows> resources, Timeline timeline, QueryLimits limits) {
    Map<Labels, TargetInfo> targets = new HashMap<>();
    for (LabelSetRows resource : resources) {
      limits.check();
      targets
          .computeIfAbsent(
              resource.labels().retain(IDENTITY), first -> new TargetInfo(timeline, limits))
          .resources
          .add(resource);
    }
    List<Series> series = new ArrayList<>();
    targets.values().forEach(target -> target.addTo(series));
    return series;
  }

  private void addTo(List<Series> series) {
    walk(sightings());
    times.forEach((labels, builder) -> {
      limits.check();
      SampleTimes own = builder.build();
      if (own.stamps().length > 0) {
        double[] ones = new double[own.stamps().length];
        Arrays.fill(ones, 1);
        Series one = own.toSeries(labels.with(Labels.METRIC_NAME, MetricNames.TARGET_INFO), ones);
        limits.hold(one.sizeBytes(false));
        series.add(one);
      }
    });
    times.clear();
  }

  /** Returns the resources seen at each stamp. */
  private SortedMap<Long, List<Labels>> sightings() {
    SortedMap<Long, List<Labels>> sightings = new TreeMap<>();
    long supersededMillis = supersededMillis();
    for (LabelSetRows resource : resources) {
      if (mayLiveAtStart(resource) && latestBefore(resource) >= supersededMillis) {
        see(resource, startMillis(resource), sightings);
      }
      limits.hold(SIGHTING * (long) resource.rowCount());
      for (int row = 0; row < resource.rowCount(); row++) {
        limits.check(row);
        see(resource, resource.stampMillis(row), sightings);
      }
    }
    return sightings;
  }

  private static void see(
      LabelSetRows resource, long stampMillis, Map<Long, List<Labels>> sightings) {
    sightings.computeIfAbsent(stampMillis, first -> new ArrayList<>()).add(resource.labels());
  }

  private boolean mayLiveAtStart(LabelSetRows resource) {
    boolean knownOnly = !timeline.expires() || timeline.beginsWithRetention();
    return resource.hasLostRows() || (knownOnly && !resource.base().isEmpty());
  }

  private long startMillis(LabelSetRows resource) {
    return resource.hasLostRows()
        ? resource.knownFromMillis(timeline.windowMillis())
        : timeline.readFromMillis();
  }

  /** Returns the latest time before the rows at which some resource was certainly seen. */
  private long supersededMillis() {
    long latest = Long.MIN_VALUE;
    for (LabelSetRows resource : resources) {
      if (!resource.base().isEmpty()) {
        long certain = resource.rowCount() == 0 ? resource.lastMillis() : resource.birthMillis();
        latest = Math.max(latest, certain);
      }
    }
    return latest;
  }

  /** Returns the latest time before the rows at which a resource can have been seen. */
  private static long latestBefore(LabelSetRows resource) {
    return resource.rowCount() == 0 ? resource.lastMillis() : Long.MAX_VALUE;
  }

  private void walk(SortedMap<Long, List<Labels>> sightings) {
    Labels current = Labels.empty();
    long beginMillis = 0;
    long endMillis = Long.MIN_VALUE;
    for (Map.Entry<Long, List<Labels>> sighting : sightings.entrySet()) {
      limits.check();
      long stampMillis = sighting.getKey();
      Labels info = common(sighting.getValue());
      boolean follows =
          endMillis != Long.MIN_VALUE && stampMillis <= endMillis + timeline.windowMillis();
      if (!follows || !info.equals(current)) {
        end(current, beginMillis, follows ? stampMillis - timeline.windowMillis() : endMillis);
        current = info;
        beginMillis = stampMillis;
      }
      endMillis = timeline.endOfLifeMillis(stampMillis);
    }
    end(current, beginMillis, endMillis);
  }

  private void end(Labels info, long beginMillis, long endMillis) {
    if (endMillis != Long.MIN_VALUE) {
      times
          .computeIfAbsent(info, first -> new SampleTimes.Builder(timeline))
          .add(beginMillis, endMillis);
    }
  }

  /** Returns the labels that all label sets share, name and value. */
  private static Labels common(List<Labels> all) {
    Set<Labels> distinct = new HashSet<>(all);
    if (distinct.size() == 1) {
      return all.get(0);
    }
    Labels.Builder common = new Labels.Builder();
    all.get(0).forEach((name, value) -> {
      if (distinct.stream().allMatch(one -> one.get(name).equals(value))) {
        common.add(name, value);
      }
    });
    return common.build();
  }
}
