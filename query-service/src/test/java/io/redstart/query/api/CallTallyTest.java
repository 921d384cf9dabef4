// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.model.Labels;
import io.redstart.query.promql.value.Series;
import io.redstart.query.promql.value.StaleMarker;
import org.junit.jupiter.api.Test;

class CallTallyTest {
  private static final double GONE = StaleMarker.value();

  private final CallTally tally = new CallTally();

  @Test
  void perSecond_isOverTheTimeThatThereWas() {
    tally.add(series("STATUS_CODE_UNSET", 5, 0, 200, 400));
    assertThat(tally.perSecond()).isEqualTo(40);
  }

  @Test
  void perSecond_isSinceTheFirstOfSeveralSeries() {
    tally.add(series("STATUS_CODE_UNSET", 0, 7, 57, 107));
    tally.add(series("STATUS_CODE_ERROR", 5, 0, 100));
    assertThat(tally.perSecond()).isEqualTo(20);
    assertThat(tally.errorShare()).isEqualTo(0.5);
  }

  @Test
  void perSecond_ofOneSample_isNothingYet() {
    tally.add(series("STATUS_CODE_ERROR", 0, 3));
    assertThat(tally.perSecond()).isZero();
    assertThat(tally.errorShare()).isZero();
    assertThat(tally.isEmpty()).isFalse();
  }

  @Test
  void add_skipsTheMarkersOfSeriesThatEnded() {
    tally.add(series("STATUS_CODE_UNSET", 0, GONE, 2, 12, GONE));
    assertThat(tally.perSecond()).isEqualTo(2);
    CallTally ended = new CallTally();
    ended.add(series("STATUS_CODE_UNSET", 0, GONE));
    assertThat(ended.isEmpty()).isTrue();
  }

  /** Returns a series with a sample every 5 s, starting at a given second. */
  private static Series series(String status, int firstSecond, double... values) {
    long[] stamps = new long[values.length];
    for (int i = 0; i < stamps.length; i++) {
      stamps[i] = (firstSecond + 5L * i) * 1000;
    }
    return new Series(Labels.of("status_code", status), stamps, values);
  }
}
