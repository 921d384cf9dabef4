// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The cases that catch a wrong view of the stored increments, one test each, over the real event
 * bus with the real engine. B is the {@code _bucket} metric.
 */
class ViewsTableTest {
  @TestFactory
  Stream<DynamicTest> quantiles() {
    return Stream.of(
        dynamicTest(
            "histogram_quantile(q, sum by (le)(rate(B[1m]))): within 1 % of the nearest rank",
            ViewsOfQuantiles::quantile_isWithinOnePercentOfTheNearestRank),
        dynamicTest(
            "the same over one series around ms and one around minutes: no monotonicity notice",
            ViewsOfQuantiles::quantile_overDisjointBinsIsRightAndMonotonic),
        dynamicTest(
            "one observation of 16.777217 ms; all spans 30 s",
            ViewsOfQuantiles::quantile_ofOneValueIsThatValue),
        dynamicTest(
            "…(B{le!=\"+Inf\"}) is NaN",
            ViewsOfQuantiles::quantile_withoutTheLastBucketIsNotANumber),
        dynamicTest(
            "…(topk(4, …)), …(A or B), …(… > 0): as Prometheus on configured bounds",
            ViewsOfQuantiles::quantile_ofOtherExpressionsIsPrometheus),
        dynamicTest(
            "…(pointwise expressions): fine and configured bounds agree where both are exact",
            ViewsOfQuantiles::pointwiseExpressions_agreeAtTheConfiguredBounds),
        dynamicTest(
            "sum by (le)(rate(B[1m])), label_values(le): configured bounds exactly",
            ViewsOfQuantiles::buckets_outsideOfQuantilesAreTheConfiguredOnes),
        dynamicTest(
            "B{le=\"100\"}, B{le=\"100.0\"}, B{le!=\"100.0\"}",
            ViewsOfQuantiles::le_matchesAsANumber),
        dynamicTest(
            "histogram_quantile(.9, duration_seconds_bucket) * 1000: the milliseconds view",
            ViewsOfQuantiles::quantile_inSecondsIsThatInMilliseconds),
        dynamicTest(
            "histogram_count(rate(duration_milliseconds[5m]))"
                + " == rate(duration_milliseconds_count[5m])",
            ViewsOfQuantiles::nativeCount_isTheClassicCount));
  }

  @TestFactory
  Stream<DynamicTest> names() {
    return Stream.of(
        dynamicTest(
            "count by (__name__)({job=\"a\"}), sum({__name__=~\".*calls.*\"}): each once",
            ViewsOfNames::listedNames_areCountedOnce),
        dynamicTest(
            "calls, /series?match[]=calls: __name__=\"calls\"",
            ViewsOfNames::alias_isAnsweredUnderItsOwnName),
        dynamicTest(
            "rate(calls_total[5m]) * on (job, instance) group_left (version) target_info",
            ViewsOfNames::targetInfo_joinsWithOneResult));
  }

  @TestFactory
  Stream<DynamicTest> times() {
    return Stream.of(
        dynamicTest(
            "increase(calls_total[1m]) at birth +0, +2.5 s, +55 s; with anchored +0 … +57.5 s",
            ViewsOfTime::increase_atBirth),
        dynamicTest(
            "count_over_time(idle[1m]): 12", ViewsOfTime::idleSeries_hasASampleInEveryWindow),
        dynamicTest(
            "rate(x[1m]) over the tier seam, aligned and +37 s: constant",
            ViewsOfTime::rate_isConstantOverTheSeam),
        dynamicTest(
            "increase(x[1m]) at minute marks of three days ago: the true count",
            ViewsOfTime::increase_ofAMinuteThreeDaysAgoIsTheTrueCount),
        dynamicTest(
            "8 concurrent queries with the same unaligned end, while sealing: same points",
            ViewsOfTime::concurrentQueries_seeTheSamePoints),
        dynamicTest(
            "after a retention drop or a restart: resets(x[1h]) 0, never lower",
            ViewsOfTime::lostRows_areNoReset),
        dynamicTest(
            "a label set that moves mid-window; random folds: equal to one aggregator, 1e-12",
            ViewsOfTime::movedLabelSets_countAsIfTheyHadStayed));
  }
}
