// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.config.StoreConfig;
import io.redstart.model.Increment;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.model.Weight;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.source.Selection;
import io.redstart.wire.IncrementCodec;
import io.redstart.wire.LabelSets;
import io.redstart.wire.MalformedFrameException;
import io.redstart.wire.SelectReply;
import io.redstart.wire.WireWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Tests how {@link RowMerge} spreads rows of minutes, with pages written by hand. */
class CoarseRowsTest {
  private static final Labels CART = Labels.of("service_name", "cart");
  private static final long WINDOW = 5_000;
  /** Minutes are read through 600,000, windows of 5 s after that. */
  private static final long SEALED = 1_200_000;

  private static final List<StoreConfig.Tier> RETENTION = List.of(
      new StoreConfig.Tier(Duration.ofSeconds(5), Duration.ofMinutes(10)),
      new StoreConfig.Tier(Duration.ofMinutes(1), Duration.ofMinutes(20)));

  /** The calls of each row by its stamp, and those of the base. */
  private record Answer(long birthMillis, int base, Map<Long, Integer> rows) {
    SelectReply.Reader page(Timeline timeline) {
      SelectReply.Writer page = new SelectReply.Writer(WINDOW, TestSeries.LAYOUT);
      TreeMap<Long, Integer> sorted = new TreeMap<>(rows);
      long lastMillis = sorted.isEmpty() ? birthMillis : sorted.lastKey();
      WireWriter out = page.labelSet(Metric.SPANS, LabelSets.encode(CART), birthMillis, lastMillis);
      IncrementCodec.write(calls(base), out);
      out.writeVarint(sorted.size());
      long previous = timeline.readFromMillis();
      for (Map.Entry<Long, Integer> row : sorted.entrySet()) {
        IncrementCodec.write(
            calls(row.getValue()), out.writeVarint((row.getKey() - previous) / WINDOW));
        previous = row.getKey();
      }
      return new SelectReply.Reader(page.toFrame(-1), TestSeries.LAYOUT);
    }

    private static Increment calls(int calls) {
      Increment increment = new Increment();
      if (calls > 0) {
        increment.record(TestSeries.LAYOUT.cellOf(1_000), calls * Weight.ONE, 1_000L * calls);
      }
      return increment;
    }
  }

  private static Timeline timeline(long from, long through, long expirationMillis) {
    return Timeline.of(
            new Selection(List.of(), from, through), new Tiers(RETENTION, SEALED), expirationMillis)
        .orElseThrow();
  }

  private static RowMerge merge(Timeline timeline, QueryLimits limits, Answer... answers) {
    RowMerge merge = new RowMerge(TestSeries.LAYOUT, timeline, limits);
    for (Answer answer : answers) {
      merge.add(answer.page(timeline));
    }
    return merge;
  }

  /** Returns the calls of each row after spreading, by stamp. */
  private static Map<Long, Double> rows(Timeline timeline, Answer... answers) {
    Map<Long, Double> calls = new TreeMap<>();
    merge(timeline, QueryLimits.unlimited(), answers)
        .labelSets()
        .forEach(rows -> LongStream.range(0, rows.rowCount())
            .forEach(row -> calls.merge(
                rows.stampMillis((int) row), Weight.toDouble(rows.calls((int) row)), Double::sum)));
    return calls;
  }

  /** Returns the samples of calls by stamp. */
  private static Map<Long, Double> samples(Timeline timeline, Answer... answers) {
    Map<Long, Double> samples = new LinkedHashMap<>();
    QueryLimits limits = QueryLimits.unlimited();
    merge(timeline, limits, answers).drain(rows -> {
      Counters counters = new Counters(rows, timeline, limits);
      double[] values = counters.samples() == 0 ? new double[0] : counters.calls();
      for (int i = 0; i < values.length; i++) {
        samples.put(counters.times().stamps()[i], values[i]);
      }
      for (long marker : counters.times().markers()) {
        samples.put(marker, Double.NaN);
      }
    });
    return samples;
  }

  private static Map<Long, Double> even(long firstMillis, long lastMillis, double calls) {
    Map<Long, Double> even = new TreeMap<>();
    for (long stamp = firstMillis; stamp <= lastMillis; stamp += WINDOW) {
      even.put(stamp, calls);
    }
    return even;
  }

  @Test
  void minute_isSpreadOverTwelveWindows() {
    assertThat(rows(timeline(300_000, 360_000, 0), new Answer(5_000, 7, Map.of(360_000L, 120))))
        .isEqualTo(even(305_000, 360_000, 10));
  }

  @Test
  void minuteOfTheBirth_isSpreadFromTheBirthOn() {
    Answer born = new Answer(345_000, 0, Map.of(360_000L, 120));
    Timeline timeline = timeline(300_000, 360_000, 0);
    assertThat(rows(timeline, born)).isEqualTo(even(345_000, 360_000, 30));
    assertThat(samples(timeline, born))
        .isEqualTo(
            Map.of(340_000L, 0.0, 345_000L, 30.0, 350_000L, 60.0, 355_000L, 90.0, 360_000L, 120.0));
    assertThat(rows(timeline, new Answer(360_000, 0, Map.of(360_000L, 120))))
        .isEqualTo(Map.of(360_000L, 120.0));
  }

  @Test
  void rows_changeTheirLengthAtTheSeam() {
    Map<Long, Double> expected = even(545_000, 600_000, 10);
    expected.put(605_000L, 10.0);
    expected.put(610_000L, 11.0);
    assertThat(rows(
            timeline(540_000, 610_000, 0),
            new Answer(5_000, 1, Map.of(600_000L, 120, 605_000L, 10, 610_000L, 11))))
        .isEqualTo(expected);
  }

  @Test
  void range_withinAMinute_countsItsPartOnly() {
    Timeline timeline = timeline(317_000, 337_000, 0);
    assertThat(timeline.readFromMillis()).isEqualTo(300_000);
    assertThat(samples(timeline, new Answer(5_000, 7, Map.of(360_000L, 120))))
        .isEqualTo(Map.of(320_000L, 47.0, 325_000L, 57.0, 330_000L, 67.0, 335_000L, 77.0));
  }

  @Test
  void labelSet_bornInTheLastMinuteButAfterTheRange_isLeftOut() {
    Timeline timeline = timeline(300_000, 340_000, 0);
    Answer born = new Answer(345_000, 0, Map.of(360_000L, 120));
    assertThat(merge(timeline, QueryLimits.unlimited(), born, born).labelSets()).isEmpty();
    assertThat(samples(timeline, born, new Answer(5_000, 1, Map.of(360_000L, 12))))
        .containsEntry(340_000L, 9.0);
  }

  @Test
  void rowsOfTwoStores_areSpreadEachFromItsOwnBirth() {
    Map<Long, Double> expected = even(305_000, 340_000, 10);
    expected.putAll(even(345_000, 360_000, 40));
    assertThat(rows(
            timeline(300_000, 360_000, 0),
            new Answer(5_000, 7, Map.of(360_000L, 120)),
            new Answer(345_000, 0, Map.of(360_000L, 120))))
        .isEqualTo(expected);
  }

  @Test
  void forgottenRows_areKnownFromTheFirstOneThatIsLeft() {
    Map<Long, Double> samples =
        samples(timeline(240_000, 420_000, 0), new Answer(245_000, 100, Map.of(420_000L, 12)));
    assertThat(samples).hasSize(13).containsEntry(360_000L, 100.0).containsEntry(420_000L, 112.0);
  }

  @Test
  void finerRowsThanRequested_areRefused() {
    Answer finer = new Answer(5_000, 7, Map.of(310_000L, 3, 335_000L, 4));
    assertThatThrownBy(() -> rows(timeline(300_000, 360_000, 0), finer))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessage("row at 310000, which ends no window of 60000 ms");
  }

  @Test
  void life_endsAfterTheMinuteThatCountedLast() {
    Map<Long, Double> samples =
        samples(timeline(300_000, 420_000, 10_000), new Answer(345_000, 0, Map.of(360_000L, 4)));
    Map<Long, Double> expected =
        new TreeMap<>(Map.of(340_000L, 0.0, 345_000L, 1.0, 350_000L, 2.0, 355_000L, 3.0));
    expected.putAll(even(360_000, 370_000, 4));
    expected.put(375_000L, Double.NaN);
    assertThat(samples).isEqualTo(expected);
  }

  @Test
  void spreadRows_countTowardsTheLimitOfSamples() {
    QueryLimits limits = QueryLimits.unlimited();
    merge(timeline(300_000, 360_000, 0), limits, new Answer(5_000, 7, Map.of(360_000L, 120)));
    assertThat(limits.samples()).isEqualTo(12 * 2);
    assertThat(limits.heldBytes()).isGreaterThan(12 * 36);
  }

  @Test
  void countsOfAMinute_addUpToTheLastUnit() {
    for (int calls = 1; calls < 50; calls++) {
      Map<Long, Double> samples =
          samples(timeline(300_000, 360_000, 0), new Answer(325_000, 0, Map.of(360_000L, calls)));
      assertThat(samples).containsEntry(320_000L, 0.0).containsEntry(360_000L, (double) calls);
    }
  }
}
