// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.redstart.model.Labels;
import java.util.NavigableMap;
import java.util.function.Predicate;

/**
 * Holds Redstart's series against the connector's, label set by label set. The same label sets have
 * the same counts, and sums but for the rounding of floating-point numbers. Of the sampled service
 * each count there is as if every span stood for one or two, where it is 4/3 here.
 */
final class PeerComparison {
  /** What Redstart counts for a span of the sampled service: 4/3 in steps of 2⁻¹⁶. */
  private static final double SAMPLED_WEIGHT = 87_381 / 65_536.0;

  /** Sums of a few thousand floating-point numbers agree to about this. */
  private static final double SUM_TOLERANCE = 1e-12;

  private static final double BOUND_TOLERANCE = 1e-9;

  private final PeerBlock block;

  PeerComparison(PeerBlock block) {
    this.block = block;
  }

  void assertSame(RedSeries here, RedSeries there) {
    assertSameSets("calls", here.calls(), there.calls(), PeerComparison::assertSameCount);
    assertSameSets("events", here.events(), there.events(), PeerComparison::assertSameCount);
    assertSameSets("durations", here.durations(), there.durations(), this::assertSameDurations);
  }

  private interface Comparison<T> {
    void compare(T here, T there, boolean sampled);
  }

  private static <T> void assertSameSets(
      String metric,
      NavigableMap<Labels, T> here,
      NavigableMap<Labels, T> there,
      Comparison<T> comparison) {
    assertThat(here.keySet()).as(metric).containsExactlyElementsOf(there.keySet());
    here.forEach((labels, own) -> {
      try {
        comparison.compare(own, there.get(labels), isSampled(labels));
      } catch (AssertionError e) {
        throw new AssertionError(metric + labels + ": " + e.getMessage(), e);
      }
    });
  }

  /** Returns whether the spans stand for 4/3 each. */
  static boolean isSampled(Labels labels) {
    String job = labels.get("job");
    return job.substring(job.indexOf('/') + 1).equals(RandomRequests.SAMPLED_SERVICE);
  }

  private static void assertSameCount(double here, double there, boolean sampled) {
    if (sampled) {
      assertRounded(here, there, there, 0);
    } else {
      assertThat(here).isEqualTo(there);
    }
  }

  /** There is 1 or 2 for each span, where 4/3 is here; there may be uncertain itself. */
  private static void assertRounded(double here, double least, double most, double slack) {
    double unweighted = here / SAMPLED_WEIGHT;
    double rounding = unweighted * SUM_TOLERANCE + slack;
    assertThat(most).isGreaterThanOrEqualTo(unweighted - rounding);
    assertThat(least).isLessThanOrEqualTo(2 * unweighted + rounding);
  }

  private void assertSameDurations(
      RedSeries.Durations here, RedSeries.Durations there, boolean sampled) {
    if (block == PeerBlock.EXPONENTIAL) {
      here.cumulative().forEach((bound, count) -> assertNear(bound, count, there, sampled));
    } else {
      assertThat(here.cumulative().keySet()).isEqualTo(there.cumulative().keySet());
      here.cumulative()
          .forEach(
              (bound, count) -> assertSameCount(count, there.cumulative().get(bound), sampled));
    }
    assertSameCount(here.count(), there.count(), sampled);
    if (sampled) {
      // Each span's share is rounded to a nanosecond here.
      double slack = here.count() / block.nanosPerUnit();
      assertRounded(here.sum(), there.sum(), there.sum(), slack);
    } else {
      assertThat(here.sum()).isCloseTo(there.sum(), within(there.sum() * SUM_TOLERANCE));
    }
  }

  /**
   * What a fine bin's bound lets through here is all that lies in buckets below it there, and none
   * of what lies in buckets above it.
   */
  private static void assertNear(
      double bound, double here, RedSeries.Durations there, boolean sampled) {
    double least = count(there, bucket -> bucket.upper() <= bound * (1 - BOUND_TOLERANCE));
    double most = count(there, bucket -> bucket.lower() < bound * (1 + BOUND_TOLERANCE));
    if (sampled) {
      assertRounded(here, least, most, 0);
    } else {
      assertThat(here).as("count up to %s", bound).isBetween(least, most);
    }
  }

  private static double count(RedSeries.Durations durations, Predicate<RedSeries.Bucket> which) {
    return durations.buckets().stream()
        .filter(which)
        .mapToDouble(RedSeries.Bucket::count)
        .sum();
  }
}
