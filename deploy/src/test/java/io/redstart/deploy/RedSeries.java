// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import io.redstart.model.Labels;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * All series of calls, durations and events that one side has for the same spans, by their labels
 * without name and {@code le}. Series whose labels become equal add up.
 */
final class RedSeries {
  private final NavigableMap<Labels, Double> calls = new TreeMap<>();
  private final NavigableMap<Labels, Double> events = new TreeMap<>();
  private final NavigableMap<Labels, Durations> durations = new TreeMap<>();

  /** A bucket {@code (lower, upper]} of an exponential histogram. */
  record Bucket(double lower, double upper, double count) {}

  /**
   * A histogram: its count, its sum in the listed unit, and cumulative counts by upper bound, or
   * the buckets of several exponential histograms.
   */
  static final class Durations {
    private final NavigableMap<Double, Double> cumulative = new TreeMap<>();
    private final List<Bucket> buckets = new ArrayList<>();
    private double count;
    private double sum;

    void addBucket(double upperBound, double cumulativeCount) {
      cumulative.merge(upperBound, cumulativeCount, Double::sum);
    }

    void addBucket(Bucket bucket) {
      buckets.add(bucket);
    }

    void addCount(double more) {
      count += more;
    }

    void addSum(double more) {
      sum += more;
    }

    void add(Durations other) {
      count += other.count;
      sum += other.sum;
      other.cumulative.forEach(this::addBucket);
      buckets.addAll(other.buckets);
    }

    double count() {
      return count;
    }

    double sum() {
      return sum;
    }

    NavigableMap<Double, Double> cumulative() {
      return cumulative;
    }

    List<Bucket> buckets() {
      return buckets;
    }
  }

  void addCalls(Labels labels, double count) {
    calls.merge(labels, count, Double::sum);
  }

  void addEvents(Labels labels, double count) {
    events.merge(labels, count, Double::sum);
  }

  Durations durations(Labels labels) {
    return durations.computeIfAbsent(labels, absent -> new Durations());
  }

  NavigableMap<Labels, Double> calls() {
    return calls;
  }

  NavigableMap<Labels, Double> events() {
    return events;
  }

  NavigableMap<Labels, Durations> durations() {
    return durations;
  }

  /** Returns the same counts with changed labels. */
  RedSeries relabel(UnaryOperator<Labels> change) {
    RedSeries changed = new RedSeries();
    calls.forEach((labels, count) -> changed.addCalls(change.apply(labels), count));
    events.forEach((labels, count) -> changed.addEvents(change.apply(labels), count));
    durations.forEach((labels, more) -> changed.durations(change.apply(labels)).add(more));
    return changed;
  }

  /** Removes and returns the series of some jobs, or of services with these names. */
  RedSeries remove(Collection<String> jobs) {
    RedSeries taken = new RedSeries();
    take(calls, jobs).forEach(taken::addCalls);
    take(events, jobs).forEach(taken::addEvents);
    take(durations, jobs).forEach((labels, all) -> taken.durations(labels).add(all));
    return taken;
  }

  private static <T> Map<Labels, T> take(Map<Labels, T> from, Collection<String> jobs) {
    Map<Labels, T> taken = new TreeMap<>();
    from.forEach((labels, value) -> {
      if (jobs.contains(labels.get("job")) || jobs.contains(labels.get("service_name"))) {
        taken.put(labels, value);
      }
    });
    from.keySet().removeAll(taken.keySet());
    return taken;
  }
}
