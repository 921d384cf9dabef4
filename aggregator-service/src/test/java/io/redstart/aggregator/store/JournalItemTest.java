// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.aggregator.fixture.TestBatches;
import io.redstart.model.CellLayout;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.model.StoreId;
import io.redstart.wire.BatchReader;
import io.redstart.wire.KnownStore;
import io.redstart.wire.LabelSets;
import io.redstart.wire.MalformedFrameException;
import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Holds the bytes of one example of every item of the journal, written and read. Journals of
 * earlier builds have them: when a test here fails, do not change its bytes.
 */
class JournalItemTest {
  private static final UUID CHANNEL = new UUID(0x0123456789abcdefL, -3);
  private static final StoreId STORE = new StoreId(0x0102030405060708L, -2);
  private static final Labels LABELS = Labels.of("a", "b");

  private static final String BATCH = """
      01 kind
      02 shard
      03 shards
      0123456789abcdeffffffffffffffffd channel
      8101 sequence: 129
      0000000000019a28 stamp: 105,000
      02 bounds
      80897a 2,000,000 ns
      80a4e803 8,000,000 ns more
      0b first entry: id 5, and it is new
      00 its metric: spans
      04 length of its labels
      01610162 "a", "b"
      06 length of its value
      031500010703 3 calls, 21 ns in lower and upper bits, 1 cell: the 7th, 3 calls
      08 second entry: id 4
      06 length of its value
      020e00010702 2 calls, 14 ns, 1 cell: the 7th, 2 calls
      """;

  private static final String KNOWN = """
      04 kind
      02 stores
      0102030405060708fffffffffffffffe first: store
      0161 its name
      00 its life
      00 its fate: expected
      00 its end
      00000000000000060000000000000007 second: store
      0162 its name: "b"
      01 its life
      01 its fate: lost
      8827 its end: 5000
      """;

  @Test
  void batch_isTheseBytes() {
    assertBytes(batch(), BATCH);
    assertThat(read(batch()))
        .containsExactly("batch 2 of 3, " + CHANNEL + ", sequence 129, stamp 105000, "
            + "new 5 SPANS 01610162 031500010703, 4 020e00010702");
  }

  @Test
  void open_isTheseBytes() {
    byte[] open = JournalItem.open(CHANNEL, 2, 3);
    assertBytes(open, """
        02 kind
        02 shard
        03 shards
        0123456789abcdeffffffffffffffffd channel
        """);
    assertThat(read(open)).containsExactly("open 2 of 3, " + CHANNEL);
  }

  @Test
  void forget_isTheseBytes() {
    byte[] forget = JournalItem.forget(CHANNEL);
    assertBytes(forget, """
        03 kind
        0123456789abcdeffffffffffffffffd channel
        """);
    assertThat(read(forget)).containsExactly("forget " + CHANNEL);
  }

  @Test
  void known_isTheseBytes() {
    List<KnownStore> stores = List.of(
        KnownStore.expected(STORE, "a"),
        new KnownStore(new StoreId(6, 7), "b", 1, KnownStore.Fate.LOST, 5_000));
    byte[] known = JournalItem.known(stores);
    assertBytes(known, KNOWN);
    assertThat(read(known)).containsExactly("known " + stores);
  }

  @Test
  void tick_isTheseBytes() {
    byte[] tick = JournalItem.tick(105_000);
    assertBytes(tick, """
        05 kind
        0000000000019a28 stamp: 105,000
        """);
    assertThat(read(tick)).containsExactly("tick 105000");
  }

  @Test
  void items_areReadInOrder() {
    assertThat(read(JournalItem.tick(1), JournalItem.forget(CHANNEL), JournalItem.tick(2)))
        .containsExactly("tick 1", "forget " + CHANNEL, "tick 2");
  }

  @Test
  void unknownKind_isMalformed() {
    assertThatThrownBy(() -> read(new byte[] {6}))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessage("item of kind 6");
  }

  @Test
  void unknownMetric_isMalformed() {
    assertThat(JournalItem.metric(Metric.EVENTS.ordinal())).isEqualTo(Metric.EVENTS);
    assertThatThrownBy(() -> JournalItem.metric(Metric.values().length))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessage("metric 6");
  }

  @Test
  void cutItem_isMalformed() {
    for (byte[] item : List.of(
        JournalItem.open(CHANNEL, 2, 3),
        JournalItem.forget(CHANNEL),
        JournalItem.known(List.of(KnownStore.expected(STORE, "a"))),
        JournalItem.tick(1),
        batch())) {
      byte[] record = record(item);
      for (int length = 1; length < record.length; length++) {
        int cut = length;
        assertThatThrownBy(() -> read(record, cut)).isInstanceOf(MalformedFrameException.class);
      }
    }
  }

  @Test
  void marks_followOpenedAppliedAndForgottenChannels() {
    ChannelMarks marks = new ChannelMarks();
    readMarks(JournalItem.open(CHANNEL, 2, 3), marks);
    assertThat(marks.all().get(CHANNEL)).isEqualTo(new ChannelMarks.Mark(2, 3, 0));
    readMarks(batch(), marks);
    assertThat(marks.all().get(CHANNEL)).isEqualTo(new ChannelMarks.Mark(2, 3, 129));
    readMarks(JournalItem.tick(1), marks);
    readMarks(JournalItem.forget(CHANNEL), marks);
    assertThat(marks.all()).isEmpty();
  }

  private static byte[] batch() {
    BatchReader reader = new BatchReader(
        TestBatches.batch(CHANNEL, 129).calls(LABELS, 3, 7).calls(LABELS, 2, 7).frame(),
        TestBatches.LAYOUT);
    WireWriter out = new WireWriter();
    JournalItem.beginBatch(out, 2, 3, reader, 105_000);
    reader.next();
    JournalItem.addNew(out, 5, Metric.SPANS, LabelSets.encode(LABELS));
    out.writeBytes(reader.array(), reader.valueOffset(), reader.valueLength());
    reader.next();
    JournalItem.addEntry(out, 4, reader.array(), reader.valueOffset(), reader.valueLength());
    return out.toByteArray();
  }

  private static void assertBytes(byte[] written, String lines) {
    assertThat(HexFormat.of().formatHex(written))
        .isEqualTo(lines.lines().map(line -> line.split(" ", 2)[0]).collect(Collectors.joining()));
  }

  private static void readMarks(byte[] item, ChannelMarks marks) {
    JournalItem.readMarks(new WireReader(item, 0, item.length), marks);
  }

  private static byte[] record(byte[]... items) {
    WireWriter record = new WireWriter();
    for (byte[] item : items) {
      record.writeBytes(item, 0, item.length);
    }
    return record.toByteArray();
  }

  private static List<String> read(byte[]... items) {
    byte[] record = record(items);
    return read(record, record.length);
  }

  private static List<String> read(byte[] record, int length) {
    ItemTexts texts = new ItemTexts();
    JournalItem.read(record, 0, length, TestBatches.LAYOUT, texts);
    return texts.items;
  }

  /** The items of a record in words. */
  private static final class ItemTexts implements JournalItem.Visitor {
    private final List<String> items = new ArrayList<>();

    @Override
    public void batch(
        int shard,
        int shards,
        UUID channel,
        long sequence,
        long stampMillis,
        CellLayout layout,
        WireReader entries) {
      assertThat(layout).isEqualTo(TestBatches.LAYOUT);
      List<String> texts = new ArrayList<>();
      while (entries.hasMore()) {
        long id = entries.readVarint();
        String text = (id & 1) == 0
            ? id / 2 + " "
            : "new " + id / 2 + " " + JournalItem.metric(entries.readCount(100)) + " "
                + hex(entries) + " ";
        texts.add(text + hex(entries));
      }
      items.add("batch " + shard + " of " + shards + ", " + channel + ", sequence " + sequence
          + ", stamp " + stampMillis + ", " + String.join(", ", texts));
    }

    private static String hex(WireReader in) {
      int length = in.readLength();
      String hex = HexFormat.of().formatHex(in.array(), in.position(), in.position() + length);
      in.skip(length);
      return hex;
    }

    @Override
    public void open(int shard, int shards, UUID channel) {
      items.add("open " + shard + " of " + shards + ", " + channel);
    }

    @Override
    public void forget(UUID channel) {
      items.add("forget " + channel);
    }

    @Override
    public void known(List<KnownStore> stores) {
      items.add("known " + stores);
    }

    @Override
    public void tick(long stampMillis) {
      items.add("tick " + stampMillis);
    }
  }
}
