// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.redstart.model.Labels;
import java.util.NavigableMap;

/** Holds Redstart's series against the connector's, label set by label set. */
final class PeerComparison {
  /** What Redstart counts for a span of the sampled service: 4/3 in steps of 2⁻¹⁶. */
  private static final double SAMPLED_WEIGHT = 87_381 / 65_536.0;

  /** Sums of a few thousand floating-point numbers agree to about this. */
  private static final double SUM_TOLERANCE = 1e-12;

  private static final double STANDARD_DEVIATIONS = 6;

  private final double nanosPerUnit;
  private final double sampledCallsDeviation;

  /**
   * Takes what the values depend on.
   *
   * @param nanosPerUnit nanoseconds in the unit of durations
   * @param sampledCallsDeviation of the sampled service's calls there, by chance
   */
  PeerComparison(double nanosPerUnit, double sampledCallsDeviation) {
    this.nanosPerUnit = nanosPerUnit;
    this.sampledCallsDeviation = sampledCallsDeviation;
  }

  /**
   * The same label sets have the same counts, and sums but for the rounding of floating-point
   * numbers. Of the sampled service each count is as if every span there stood for one or two, and
   * the sum of all calls is what chance allows.
   */
  void assertSame(RedSeries here, RedSeries there) {
    assertSameSets("calls", here.calls(), there.calls(), PeerComparison::assertSameCount);
    assertSameSets("events", here.events(), there.events(), PeerComparison::assertSameCount);
    assertSameSets("durations", here.durations(), there.durations(), this::assertSameDurations);
    assertThat(sampledCalls(here))
        .as("calls of the sampled service")
        .isPositive()
        .isCloseTo(sampledCalls(there), within(STANDARD_DEVIATIONS * sampledCallsDeviation));
  }

  private interface Comparison<T> {
    void compare(T here, T there, boolean sampled);
  }

  private static <T> void assertSameSets(
      String metric,
      NavigableMap<Labels, T> here,
      NavigableMap<Labels, T> there,
      Comparison<T> comparison) {
    assertThat(here.keySet()).as(metric).isEqualTo(there.keySet());
    here.forEach((labels, own) -> {
      try {
        comparison.compare(own, there.get(labels), isSampled(labels));
      } catch (AssertionError e) {
        throw new AssertionError(metric + labels + ": " + e.getMessage(), e);
      }
    });
  }

  private static boolean isSampled(Labels labels) {
    String job = labels.get("job");
    return job.substring(job.indexOf('/') + 1).equals(RandomRequests.SAMPLED_SERVICE);
  }

  private static double sampledCalls(RedSeries series) {
    return series.calls().entrySet().stream()
        .filter(entry -> isSampled(entry.getKey()))
        .mapToDouble(entry -> entry.getValue())
        .sum();
  }

  private static void assertSameCount(double here, double there, boolean sampled) {
    if (sampled) {
      assertRounded(here, there, 0);
    } else {
      assertThat(here).isEqualTo(there);
    }
  }

  /** There is a whole number for each span, 1 or 2, where 4/3 is here. */
  private static void assertRounded(double here, double there, double slack) {
    double unweighted = here / SAMPLED_WEIGHT;
    double rounding = unweighted * SUM_TOLERANCE + slack;
    assertThat(there).isBetween(unweighted - rounding, 2 * unweighted + rounding);
  }

  private void assertSameDurations(
      RedSeries.Durations here, RedSeries.Durations there, boolean sampled) {
    assertThat(here.cumulative().keySet()).isEqualTo(there.cumulative().keySet());
    here.cumulative()
        .forEach((bound, count) -> assertSameCount(count, there.cumulative().get(bound), sampled));
    assertSameCount(here.count(), there.count(), sampled);
    if (sampled) {
      assertRounded(here.sum(), there.sum(), here.count() / nanosPerUnit);
    } else {
      assertThat(here.sum()).isCloseTo(there.sum(), within(there.sum() * SUM_TOLERANCE));
    }
  }
}
