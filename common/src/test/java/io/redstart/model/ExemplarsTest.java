// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class ExemplarsTest {
  private final Exemplars exemplars = new Exemplars(5);

  /** Returns the lower halves of the trace ids. */
  static Set<Long> traces(Exemplars of) {
    Set<Long> traces = new TreeSet<>();
    for (int i = 0; i < of.size(); i++) {
      traces.add(of.traceLow(i));
    }
    return traces;
  }

  @Test
  void offer_keepsAllThatIsKnown() {
    exemplars.offer(1, 2, 3, 4_000, true);
    assertThat(exemplars.size()).isEqualTo(1);
    assertThat(exemplars.traceHigh(0)).isEqualTo(1);
    assertThat(exemplars.traceLow(0)).isEqualTo(2);
    assertThat(exemplars.spanId(0)).isEqualTo(3);
    assertThat(exemplars.nanos(0)).isEqualTo(4_000);
    assertThat(exemplars.hasFailed(0)).isTrue();
  }

  @Test
  void offer_keepsEveryTraceWhileThereIsRoom() {
    for (int trace = 1; trace <= 5; trace++) {
      exemplars.offer(0, trace, 1, trace, false);
    }
    assertThat(traces(exemplars)).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(exemplars.isSampled()).isFalse();
  }

  @Test
  void offer_keepsTheWorstAndSomeByChance() {
    for (int trace = 1; trace <= 1_000; trace++) {
      exemplars.offer(0, trace, 1, trace, trace == 17 || trace == 4);
    }
    assertThat(traces(exemplars)).contains(4L, 17L, 1_000L).hasSizeBetween(4, 5);
    assertThat(exemplars.isSampled()).isTrue();
  }

  @Test
  void trace_showsItsWorstSpanOnce() {
    exemplars.offer(0, 1, 1, 10, false);
    exemplars.offer(0, 1, 2, 30, false);
    exemplars.offer(0, 1, 3, 20, false);
    assertThat(exemplars.size()).isEqualTo(1);
    assertThat(exemplars.spanId(0)).isEqualTo(2);
    exemplars.offer(0, 1, 4, 0, true);
    assertThat(exemplars.spanId(0)).isEqualTo(4);
  }

  @Test
  void span_withoutATraceIsNotTaken() {
    exemplars.offer(0, 0, 1, 10, true);
    assertThat(exemplars.size()).isZero();
  }

  @Test
  void clear_forgetsEverything() {
    for (int trace = 1; trace <= 9; trace++) {
      exemplars.offer(0, trace, 1, trace, false);
    }
    exemplars.clear();
    assertThat(exemplars.size()).isZero();
    assertThat(exemplars.isSampled()).isFalse();
  }

  @Test
  void noPlaces_keepNothing() {
    Exemplars none = new Exemplars(0);
    none.offer(0, 1, 1, 10, true);
    none.sample();
    assertThat(none.size()).isZero();
  }

  @Test
  void places_haveALimit() {
    assertThatThrownBy(() -> new Exemplars(101))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("places must be 0 to 100, not 101");
  }
}
