// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli.compare;

import io.redstart.deploy.cli.terminal.Findings;
import io.redstart.deploy.cli.terminal.Shown;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds where two servers differ, and why. */
final class Differences {
  /** Rates that differ by less are the same: both extrapolate. */
  private static final double TOLERANCE = 0.05;

  private static final double SAMPLED_BELOW = 0.9;
  private static final int SHOWN_MAX = 5;

  /** What both sides have of a service or an operation. */
  private record Pair(String name, Red here, Red there) {}

  private final Map<List<String>, Red> redstart;
  private final Map<List<String>, Red> prometheus;
  private final NavigableSet<Double> boundsMillis;
  private final Findings findings;

  /**
   * Prepares a comparison.
   *
   * @param boundsMillis the upper bounds of the buckets of the Prometheus
   */
  Differences(
      Map<List<String>, Red> redstart,
      Map<List<String>, Red> prometheus,
      NavigableSet<Double> boundsMillis,
      Findings findings) {
    this.redstart = redstart;
    this.prometheus = prometheus;
    this.boundsMillis = boundsMillis;
    this.findings = findings;
  }

  void explain() {
    missing(
        redstart.keySet(),
        prometheus.keySet(),
        "Prometheus",
        "its Collector does not count their spans: look at the pipeline of the connector");
    missing(
        prometheus.keySet(),
        redstart.keySet(),
        "Redstart",
        "their spans do not reach Redstart yet: send them before sampling");
    List<Pair> pairs = new ArrayList<>();
    redstart.forEach((key, here) -> {
      Red there = prometheus.get(key);
      if (there != null) {
        pairs.add(new Pair(String.join(" ", key), here, there));
      }
    });
    if (!pairs.isEmpty()) {
      rates(pairs);
      errors(pairs);
      durations(pairs);
    }
  }

  private void missing(
      Set<List<String>> here, Set<List<String>> there, String name, String remedy) {
    Set<String> missing = here.stream()
        .filter(key -> !there.contains(key))
        .map(key -> String.join(" ", key))
        .collect(Collectors.toCollection(TreeSet::new));
    if (!missing.isEmpty()) {
      findings.fail("missing", name + " does not have " + some(missing), remedy);
    }
  }

  private void rates(List<Pair> pairs) {
    List<Double> ratios = new ArrayList<>();
    List<String> different = new ArrayList<>();
    for (Pair pair : pairs) {
      double ratio = pair.there().rate() / pair.here().rate();
      ratios.add(ratio);
      if (Math.abs(ratio - 1) > TOLERANCE) {
        different.add(pair.name() + " (" + Shown.percent(ratio) + ")");
      }
    }
    Collections.sort(ratios);
    double median = ratios.get(ratios.size() / 2);
    boolean areAlike = ratios.get(ratios.size() - 1) - ratios.get(0) < 2 * TOLERANCE;
    if (different.isEmpty()) {
      findings.ok("rates", "equal within " + Shown.percent(TOLERANCE));
    } else if (median < SAMPLED_BELOW && areAlike) {
      findings.warn(
          "rates",
          "the Prometheus has " + Shown.percent(median) + " of the calls of every service",
          "its connector stands behind sampling, it seems; Redstart counts what it receives");
    } else if (median > 1 / SAMPLED_BELOW && areAlike) {
      findings.fail(
          "rates",
          "Redstart has " + Shown.percent(1 / median) + " of the calls of every service",
          "it receives spans behind sampling, it seems: move its exporter before the sampler");
    } else {
      findings.fail(
          "rates",
          "the Prometheus has other rates of " + some(different),
          "compare a longer range; a service that began within the range, or a Collector or a"
              + " Prometheus that restarted, leaves gaps. If it stays, some senders reach one of both");
    }
  }

  private void errors(List<Pair> pairs) {
    List<String> different = new ArrayList<>();
    for (Pair pair : pairs) {
      double here = pair.here().share();
      double there = pair.there().share();
      if (Math.abs(here - there) > Math.max(0.01, TOLERANCE * here)) {
        different.add(pair.name() + " (" + Shown.percent(here) + ", " + Shown.percent(there) + ")");
      }
    }
    if (different.isEmpty()) {
      findings.ok("errors", "the same shares");
    } else {
      findings.fail(
          "errors",
          "other shares of " + some(different),
          "sampling that prefers failed traces raises the share of the Prometheus; otherwise compare"
              + " the label status_code");
    }
  }

  private void durations(List<Pair> pairs) {
    int compared = 0;
    List<String> coarse = new ArrayList<>();
    List<String> different = new ArrayList<>();
    for (Pair pair : pairs) {
      for (int i = 0; i < Red.PHIS.size(); i++) {
        double here = pair.here().millis().get(i);
        double there = pair.there().millis().get(i);
        if (Double.isNaN(here) || Double.isNaN(there)) {
          continue;
        }
        compared++;
        if (isClose(here, there)) {
          continue;
        }
        String text = pair.name() + " p" + Shown.number(100 * Red.PHIS.get(i)) + " ("
            + Shown.millis(here) + ", " + Shown.millis(there) + ")";
        (isSameBucket(here, there) ? coarse : different).add(text);
      }
    }
    if (!coarse.isEmpty()) {
      findings.warn(
          "durations",
          "differ within one bucket of the Prometheus: " + some(coarse),
          "nothing: the Prometheus knows only the bucket, Redstart is within 1 %");
    }
    if (!different.isEmpty()) {
      findings.fail(
          "durations",
          "differ by more than a bucket: " + some(different),
          "if rates differ, too, mend those first; otherwise compare spanmetrics.histogram with the"
              + " connector's, and the units");
    }
    if (compared == 0) {
      findings.warn("durations", "cannot be compared", "one side has no buckets in this range");
    } else if (coarse.isEmpty() && different.isEmpty()) {
      findings.ok("durations", "equal within " + Shown.percent(TOLERANCE));
    }
  }

  private static boolean isClose(double one, double other) {
    return Math.abs(one - other) <= TOLERANCE * Math.max(one, other);
  }

  /** Beyond its last bound, a Prometheus answers with that bound. */
  private boolean isSameBucket(double here, double there) {
    if (boundsMillis.isEmpty()) {
      return false;
    }
    Double below = boundsMillis.lower(there);
    double low = below == null ? 0 : below;
    double high =
        there >= boundsMillis.last() ? Double.POSITIVE_INFINITY : boundsMillis.ceiling(there);
    return here >= low * (1 - TOLERANCE) && here <= high * (1 + TOLERANCE);
  }

  private static String some(Iterable<String> texts) {
    List<String> all = new ArrayList<>();
    texts.forEach(all::add);
    String shown = all.stream().limit(SHOWN_MAX).collect(Collectors.joining(", "));
    return all.size() > SHOWN_MAX ? shown + " and " + (all.size() - SHOWN_MAX) + " more" : shown;
  }
}
