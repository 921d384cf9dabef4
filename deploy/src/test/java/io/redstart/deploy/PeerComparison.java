// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.redstart.model.Labels;
import java.util.NavigableMap;
import java.util.function.Predicate;

/**
 * Compares Redstart's series with the connector's, label set by label set. The same label sets must
 * have the same counts, and the same sums up to the rounding of floating-point numbers. For the
 * sampled service, the connector counts each span as one or two, where Redstart counts 4/3.
 */
final class PeerComparison {
  /** Redstart's count for one span of the sampled service: 4/3 in steps of 2⁻¹⁶. */
  private static final double SAMPLED_WEIGHT = 87_381 / 65_536.0;

  /** The relative difference allowed between sums of a few thousand floating-point numbers. */
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

  /** Returns whether each span stands for 4/3 spans. */
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

  /** The connector counts 1 or 2 per span, Redstart 4/3; the connector's count may be a range. */
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
      // Redstart rounds each span's share to a nanosecond.
      double slack = here.count() / block.nanosPerUnit();
      assertRounded(here.sum(), there.sum(), there.sum(), slack);
    } else {
      assertThat(here.sum()).isCloseTo(there.sum(), within(there.sum() * SUM_TOLERANCE));
    }
  }

  /**
   * Checks Redstart's count up to a fine bin's bound: it includes all of the connector's buckets
   * below the bound and none of those above it.
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
