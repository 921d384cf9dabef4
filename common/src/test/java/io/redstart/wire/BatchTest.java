// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.model.CellLayout;
import io.redstart.model.Exemplars;
import io.redstart.model.Increment;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.model.Weight;
import io.redstart.wire.ChannelRequest.Kind;
import java.util.BitSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BatchTest {
  private static final UUID CHANNEL = new UUID(1, 2);
  private static final CellLayout LAYOUT = CellLayout.of(2_000_000, 4_000_000);
  private static final byte[] CHECKOUT = LabelSets.encode(Labels.of("service_name", "checkout"));
  private static final byte[] PAYMENT = LabelSets.encode(Labels.of("service_name", "payment"));

  private static Increment increment(int calls) {
    Increment increment = new Increment();
    increment.record(7, calls * Weight.ONE, 1_000L * calls);
    return increment;
  }

  private static BatchWriter writer() {
    return new BatchWriter().begin(CHANNEL, 300, 3, LAYOUT);
  }

  private static void add(BatchWriter writer, byte[] labels, int calls) {
    long hash = LabelSets.hash(labels, 0, labels.length);
    writer.add(Metric.SPANS, hash, labels, increment(calls));
  }

  private static Frame batch() {
    BatchWriter writer = writer();
    add(writer, CHECKOUT, 3);
    add(writer, PAYMENT, 200);
    return writer.toFrame();
  }

  @Test
  void batch_roundTrips() {
    Frame frame = batch();
    assertThat(ChannelRequest.kindOf(frame)).isEqualTo(Kind.BATCH);
    BatchReader reader = new BatchReader(frame, CellLayout.of());
    assertThat(reader.channel()).isEqualTo(CHANNEL);
    assertThat(reader.sequence()).isEqualTo(300);
    assertThat(reader.layout()).isEqualTo(LAYOUT);
    assertThat(reader.check()).isEqualTo(2);
    assertEntry(reader, CHECKOUT, 3);
    assertEntry(reader, PAYMENT, 200);
    assertThat(reader.next()).isFalse();
  }

  private static void assertEntry(BatchReader reader, byte[] labels, int calls) {
    assertThat(reader.next()).isTrue();
    assertThat(reader.metric()).isEqualTo(Metric.SPANS);
    assertThat(reader.hash()).isEqualTo(LabelSets.hash(labels, 0, labels.length));
    assertThat(LabelSets.decode(reader.array(), reader.labelsOffset(), reader.labelsLength()))
        .isEqualTo(LabelSets.decode(labels, 0, labels.length));
    Increment read = new Increment();
    reader.valueInto(read);
    assertThat(read.calls()).isEqualTo(calls * Weight.ONE);
    assertThat(read.count(0)).isEqualTo(calls * Weight.ONE);
  }

  @Test
  void entry_canNameItsLabelSetByANumber() {
    BatchWriter writer = writer();
    writer.add(Metric.SPANS, 2, increment(5), null);
    add(writer, PAYMENT, 1);
    BatchReader reader = new BatchReader(writer.toFrame(), LAYOUT);
    assertThat(reader.known()).isEqualTo(3);
    assertThat(reader.check()).isEqualTo(2);
    assertThat(reader.next()).isTrue();
    assertThat(reader.isNumbered()).isTrue();
    assertThat(reader.number()).isEqualTo(2);
    Increment read = new Increment();
    reader.valueInto(read);
    assertThat(read.calls()).isEqualTo(5 * Weight.ONE);
    assertEntry(reader, PAYMENT, 1);
    assertThat(reader.isNumbered()).isFalse();
    assertThat(reader.next()).isFalse();
  }

  @Test
  void number_thatTheSenderDoesNotRelyOn_isMalformed() {
    BatchWriter writer = writer();
    writer.add(Metric.SPANS, 3, increment(5), null);
    BatchReader reader = new BatchReader(writer.toFrame(), LAYOUT);
    assertThatThrownBy(reader::check)
        .isInstanceOf(MalformedFrameException.class)
        .hasMessageContaining("count 4 exceeds 3");
  }

  @Test
  void writer_canBeUsedForAnotherMessage() {
    BatchWriter writer = writer();
    add(writer, CHECKOUT, 3);
    Frame first = writer.toFrame();
    writer.begin(CHANNEL, 301, 0, LAYOUT);
    add(writer, PAYMENT, 1);
    assertThat(new BatchReader(first, LAYOUT).check()).isEqualTo(1);
    BatchReader second = new BatchReader(writer.toFrame(), LAYOUT);
    assertThat(second.sequence()).isEqualTo(301);
    assertEntry(second, PAYMENT, 1);
    assertThat(second.next()).isFalse();
  }

  @Test
  void layout_thatIsKnown_isReused() {
    CellLayout known = CellLayout.of(2_000_000, 4_000_000);
    assertThat(new BatchReader(batch(), known).layout()).isSameAs(known);
  }

  @Test
  void sizeBytes_isTheSizeOfTheFrame() {
    BatchWriter writer = writer();
    add(writer, CHECKOUT, 3);
    assertThat(writer.toFrame().bytes()).hasSize(writer.sizeBytes());
  }

  @Test
  void batch_cutShort_isMalformedButAtTheEndOfAnEntry() {
    BatchWriter writer = writer();
    BitSet ends = new BitSet();
    ends.set(writer.sizeBytes());
    add(writer, CHECKOUT, 3);
    ends.set(writer.sizeBytes());
    add(writer, PAYMENT, 200);
    Truncations.assertRefused(
        writer.toFrame(), ends, frame -> new BatchReader(frame, LAYOUT).check());
  }

  @Test
  void check_leavesThePositionAlone() {
    BatchReader reader = new BatchReader(batch(), LAYOUT);
    assertThat(reader.next()).isTrue();
    assertThat(reader.check()).isEqualTo(2);
    assertThat(reader.next()).isTrue();
    assertThat(reader.hash()).isEqualTo(LabelSets.hash(PAYMENT, 0, PAYMENT.length));
  }

  @Test
  void exemplars_roundTrip() {
    Exemplars written = new Exemplars(4);
    for (int trace = 1; trace <= 9; trace++) {
      written.offer(-trace, trace, 7 - trace, trace == 3 ? Long.MAX_VALUE : trace, trace == 2);
    }
    BatchWriter writer = writer();
    add(writer, CHECKOUT, 3);
    long hash = LabelSets.hash(PAYMENT, 0, PAYMENT.length);
    writer.add(Metric.SPANS, hash, PAYMENT, increment(200), written);
    BatchReader reader = new BatchReader(writer.toFrame(), LAYOUT);
    assertThat(reader.check()).isEqualTo(2);
    assertEntry(reader, CHECKOUT, 3);
    assertThat(reader.hasExemplars()).isFalse();
    assertEntry(reader, PAYMENT, 200);
    assertThat(reader.hasExemplars()).isTrue();
    Exemplars read = new Exemplars(4);
    reader.exemplarsInto(read);
    assertThat(text(read)).isEqualTo(text(written));
    assertThat(read.isSampled()).isTrue();
  }

  private static List<String> text(Exemplars exemplars) {
    return IntStream.range(0, exemplars.size())
        .mapToObj(i -> exemplars.traceHigh(i) + ":" + exemplars.traceLow(i) + " "
            + exemplars.spanId(i) + " " + exemplars.nanos(i) + " " + exemplars.hasFailed(i))
        .sorted()
        .toList();
  }

  @Test
  void exemplars_cutShortOrFollowedByMore_areMalformed() {
    Exemplars one = new Exemplars(1);
    one.offer(1, 2, 3, 300, true);
    WireWriter value = new WireWriter();
    ExemplarsCodec.write(one, value);
    BitSet whole = new BitSet();
    whole.set(0);
    Truncations.assertRefused(
        value.toFrame(), whole, frame -> ExemplarsCodec.check(new WireReader(frame)));
    Frame more = value.writeByte(0).toFrame();
    assertThatThrownBy(() -> ExemplarsCodec.check(new WireReader(more)))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessage("bytes after 1 exemplars at 27");
  }

  @Test
  void cells_ofAMetricWithoutDurations_areMalformed() {
    BatchWriter writer = writer();
    long hash = LabelSets.hash(CHECKOUT, 0, CHECKOUT.length);
    writer.add(Metric.EVENTS, hash, CHECKOUT, increment(1));
    BatchReader reader = new BatchReader(writer.toFrame(), LAYOUT);
    assertThatThrownBy(reader::check)
        .isInstanceOf(MalformedFrameException.class)
        .hasMessage("EVENTS with 1 cells");
  }

  @Test
  void entry_ofAMetricThatIsNotKnown_canBeSkipped() {
    BatchWriter writer = writer();
    int metricAt = writer.sizeBytes();
    add(writer, CHECKOUT, 1);
    add(writer, PAYMENT, 2);
    Frame frame = writer.toFrame();
    frame.bytes()[metricAt] = 77;
    BatchReader reader = new BatchReader(frame, LAYOUT);
    assertThat(reader.check()).isEqualTo(2);
    assertThat(reader.next()).isTrue();
    assertThat(reader.metric()).isNull();
    assertEntry(reader, PAYMENT, 2);
  }

  @Test
  void otherRequest_isNotABatch() {
    Frame open = new ChannelRequest(Kind.OPEN, CHANNEL).toFrame();
    assertThatThrownBy(() -> new BatchReader(open, LAYOUT))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessage("kind 0 is not a batch");
    assertThatThrownBy(() -> ChannelRequest.from(batch()))
        .isInstanceOf(MalformedFrameException.class);
  }

  @Test
  void layout_whoseBoundsDoNotAscend_isMalformed() {
    WireWriter out = new WireWriter().writeByte(Kind.BATCH.ordinal()).writeUuid(CHANNEL);
    out.writeVarint(1).writeVarint(0).writeVarint(2).writeVarint(5).writeVarint(0);
    assertThatThrownBy(() -> new BatchReader(out.toFrame(), LAYOUT))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessageContaining("5 ns after 5");
  }
}
