// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.redstart.query.promql.syntax.AggregateOp;
import io.redstart.query.promql.syntax.BinaryOp;
import io.redstart.query.promql.value.StaleMarker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FunctionsTest {
  @Test
  void staleMarker_isToldFromOtherNaNs() {
    assertThat(StaleMarker.is(Double.longBitsToDouble(StaleMarker.BITS))).isTrue();
    assertThat(StaleMarker.is(Double.NaN)).isFalse();
    assertThat(StaleMarker.is(Double.longBitsToDouble(0x7ff8000000000001L))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "POWER, 1, NaN, 1", "POWER, -1, Infinity, 1", "POWER, 2, 10, 1024", "MODULO, -7, 3, -1",
    "MODULO, 1, 0, NaN", "DIVIDE, 1, 0, Infinity", "EQUAL, NaN, NaN, 0", "NOT_EQUAL, NaN, NaN, 1",
    "LESS_OR_EQUAL, 2, 2, 1"
  })
  void arithmetic_isGos(BinaryOp op, double left, double right, double result) {
    assertThat(Arithmetic.compute(op, left, right)).isEqualTo(Double.valueOf(result));
  }

  @Test
  void sum_keepsWhatAdditionsLose() {
    assertThat(aggregate(AggregateOp.SUM, 1e100, 1, -1e100)).isEqualTo(1);
    assertThat(aggregate(AggregateOp.SUM, Double.POSITIVE_INFINITY, 1)).isInfinite();
    assertThat(aggregate(AggregateOp.SUM, -0.0)).isEqualTo(-0.0);
  }

  @Test
  void avg_doesNotOverflow() {
    assertThat(aggregate(AggregateOp.AVG, 1e308, 1e308, 1e308)).isCloseTo(1e308, within(1e295));
    assertThat(aggregate(AggregateOp.AVG, 2, 8, 1e100, -1e100)).isEqualTo(2.5);
  }

  @Test
  void extremes_takeNaNLast() {
    assertThat(aggregate(AggregateOp.MIN, Double.NaN, 2, 1)).isEqualTo(1);
    assertThat(aggregate(AggregateOp.MAX, 3, Double.NaN, 1)).isEqualTo(3);
    assertThat(aggregate(AggregateOp.MAX, Double.NaN)).isNaN();
    assertThat(aggregate(AggregateOp.COUNT, Double.NaN, 1)).isEqualTo(2);
  }

  private static double aggregate(AggregateOp op, double... values) {
    Accumulator accumulator = Accumulator.of(op, 2);
    accumulator.set(1, 99);
    accumulator.add(1, 99);
    accumulator.set(1, values[0]);
    for (int i = 1; i < values.length; i++) {
      accumulator.add(1, values[i]);
    }
    return accumulator.result(1);
  }

  @ParameterizedTest
  @CsvSource({"1e0, 1", ".2, 0.2", "+Inf, Infinity", "-inf, -Infinity", "5., 5"})
  void upperBound_readsWhatGoReads(String le, double bound) {
    assertThat(UpperBound.parse(le)).hasValue(bound);
  }

  @ParameterizedTest
  @CsvSource({"''", "1d", "' 1'", "much", "NaN", "0x"})
  void upperBound_refusesOther(String le) {
    assertThat(UpperBound.parse(le)).isEmpty();
  }

  private static double classic(double phi, double... boundsAndCounts) {
    ClassicQuantile quantile = new ClassicQuantile(boundsAndCounts.length / 2);
    quantile.clear();
    for (int i = 0; i < boundsAndCounts.length; i += 2) {
      quantile.add(boundsAndCounts[i], boundsAndCounts[i + 1]);
    }
    return quantile.quantile(phi);
  }

  @Test
  void classicQuantile_interpolatesWithinABucket() {
    double inf = Double.POSITIVE_INFINITY;
    assertThat(classic(0.5, 0.1, 5, 0.2, 7, 1, 11, inf, 12)).isCloseTo(0.15, within(1e-12));
    assertThat(classic(0.99, 0.1, 5, 0.2, 7, 1, 11, inf, 12)).isEqualTo(1);
    assertThat(classic(0.1, -1, 5, 0.2, 7, inf, 12)).isEqualTo(-1);
    assertThat(classic(0.5, 1, 5, 1, 7, inf, 12)).isEqualTo(0.5);
  }

  @Test
  void classicQuantile_isNaNWhereBucketsDoNotTell() {
    double inf = Double.POSITIVE_INFINITY;
    assertThat(classic(0.5, 1, 5)).isNaN();
    assertThat(classic(0.5, inf, 5)).isNaN();
    assertThat(classic(0.5, 1, 0, inf, 0)).isNaN();
    assertThat(classic(Double.NaN, 1, 1, inf, 1)).isNaN();
    assertThat(classic(-0.1, 1, 1, inf, 1)).isEqualTo(-inf);
    assertThat(classic(1.1, 1, 1, inf, 1)).isEqualTo(inf);
  }

  @Test
  void classicQuantile_tellsWhatWasMended() {
    ClassicQuantile quantile = new ClassicQuantile(4);
    quantile.clear();
    quantile.add(1, 5);
    quantile.add(2, 5 * (1 - 1e-14));
    quantile.add(3, 3);
    quantile.add(Double.POSITIVE_INFINITY, 10);
    assertThat(quantile.quantile(0.5)).isEqualTo(1);
    assertThat(quantile.wasMended()).isTrue();
    assertThat(quantile.mendedFrom()).isEqualTo(3);
    assertThat(quantile.mendedTo()).isEqualTo(3);
    assertThat(quantile.mendedMax()).isEqualTo(2);
  }

  @Test
  void fineQuantile_staysWithinTouchedCells() {
    int[] cells = {0, 2};
    double[] lower = {1, 2, 100};
    double[] upper = {2, 3, 101};
    double[] counts = {4, 4};
    assertThat(FineQuantile.quantile(0.25, cells, lower, upper, counts)).isEqualTo(1.5);
    assertThat(FineQuantile.quantile(0.75, cells, lower, upper, counts)).isEqualTo(100.5);
    assertThat(FineQuantile.quantile(0, cells, lower, upper, counts)).isEqualTo(1);
    assertThat(FineQuantile.quantile(1, cells, lower, upper, counts)).isEqualTo(101);
    assertThat(FineQuantile.quantile(1, cells, lower, upper, new double[] {4, 1e-15}))
        .isEqualTo(2);
    assertThat(FineQuantile.quantile(0.5, cells, lower, upper, new double[2])).isNaN();
  }
}
