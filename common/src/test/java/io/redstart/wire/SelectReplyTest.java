// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.model.CellLayout;
import io.redstart.model.Increment;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.model.Weight;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

final class SelectReplyTest {
  private static final CellLayout LAYOUT = CellLayout.of(2_000_000);
  private static final Labels CHECKOUT = Labels.of("service_name", "checkout");

  private static Increment increment(int calls) {
    Increment increment = new Increment();
    increment.record(7, calls * Weight.ONE, 1_000L * calls);
    return increment;
  }

  /** Writes a label set with a base of 3 calls and rows of 1 and 2 calls. */
  private static void labelSet(SelectReply.Writer page) {
    WireWriter out = page.labelSet(Metric.DURATION, LabelSets.encode(CHECKOUT), 5_000, 60_000);
    IncrementCodec.write(increment(3), out);
    out.writeVarint(2);
    IncrementCodec.write(increment(1), out.writeVarint(1));
    IncrementCodec.write(increment(2), out.writeVarint(4));
  }

  private static void readAll(Frame frame) {
    SelectReply.Reader reader = new SelectReply.Reader(frame, LAYOUT);
    while (reader.next(new Increment())) {
      for (int row = 0; row < reader.rows(); row++) {
        reader.row(new Increment());
      }
    }
  }

  @Test
  void page_roundTrips() {
    SelectReply.Writer page = new SelectReply.Writer(5_000, LAYOUT);
    labelSet(page);
    SelectReply.Reader reader = new SelectReply.Reader(page.toFrame(77), LAYOUT);
    assertThat(reader.windowMillis()).isEqualTo(5_000);
    assertThat(reader.layout()).isSameAs(LAYOUT);
    assertThat(reader.nextCursor()).isEqualTo(77);
    Increment base = new Increment();
    assertThat(reader.next(base)).isTrue();
    assertThat(reader.metric()).isEqualTo(Metric.DURATION);
    assertThat(reader.labels()).isEqualTo(CHECKOUT);
    assertThat(reader.birthMillis()).isEqualTo(5_000);
    assertThat(reader.lastMillis()).isEqualTo(60_000);
    assertThat(base.calls()).isEqualTo(3 * Weight.ONE);
    assertThat(reader.rows()).isEqualTo(2);
    Increment rows = new Increment();
    assertThat(reader.row(rows)).isEqualTo(1);
    assertThat(reader.row(rows)).isEqualTo(4);
    assertThat(rows.calls()).isEqualTo(3 * Weight.ONE);
    assertThat(reader.next(base)).isFalse();
  }

  @Test
  void page_cutShort_isMalformedButAtTheEndOfALabelSet() {
    SelectReply.Writer page = new SelectReply.Writer(5_000, LAYOUT);
    BitSet ends = new BitSet();
    ends.set(page.sizeBytes());
    labelSet(page);
    ends.set(page.sizeBytes());
    labelSet(page);
    Truncations.assertRefused(page.toFrame(-1), ends, SelectReplyTest::readAll);
  }

  @Test
  void refusal_isThrownWithItsReason() {
    assertThatThrownBy(() -> new SelectReply.Reader(SelectReply.refused("not sealed"), LAYOUT))
        .isInstanceOf(SelectRefusedException.class)
        .hasMessage("not sealed");
  }
}
