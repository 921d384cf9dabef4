// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.fold.BaseCells;
import io.redstart.fold.Corrections;
import io.redstart.fold.FoldGrid;
import io.redstart.fold.LabelSetFolder;
import io.redstart.fold.Life;
import io.redstart.fold.NumberSums;
import io.redstart.model.CellLayout;
import io.redstart.model.Exemplars;
import io.redstart.model.Increment;
import io.redstart.model.LabelMatcher;
import io.redstart.model.LabelMatcher.Op;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.model.StoreId;
import io.redstart.model.Weight;
import io.redstart.wire.ChannelReply.ReplyOutcome;
import io.redstart.wire.ChannelRequest.Kind;
import io.redstart.wire.SelectRequest.Share;
import io.redstart.wire.SelectRequest.Tier;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Holds the bytes of one example of every message of version 1, written and read. Members of
 * different builds depend on them: when a test here fails, do not change its bytes; the messages
 * need a new version ({@link Protocol}).
 */
final class WireBytesTest {
  private static final StoreId STORE = new StoreId(0x0102030405060708L, -2);
  private static final UUID CHANNEL = new UUID(0x0123456789abcdefL, -3);
  private static final CellLayout LAYOUT = CellLayout.of(2_000_000, 4_000_000);
  private static final byte[] CART = LabelSets.encode(Labels.of("service_name", "cart"));

  /** Returns the frame of lines of hexadecimal digits, each followed by the name of its field. */
  private static Frame frame(String lines) {
    return new Frame(HexFormat.of()
        .parseHex(lines.lines().map(line -> line.split(" ", 2)[0]).collect(Collectors.joining())));
  }

  private static void assertBytes(Frame written, String lines) {
    assertThat(HexFormat.of().formatHex(written.bytes()))
        .isEqualTo(HexFormat.of().formatHex(frame(lines).bytes()));
  }

  private static Increment increment(int calls) {
    Increment increment = new Increment();
    increment.record(LAYOUT.cellOf(7), calls * Weight.ONE, 300L * calls);
    return increment;
  }

  @Test
  void announcement_isTheseBytes() {
    String bytes = """
        01 least version
        01 greatest version
        0102030405060708fffffffffffffffe store
        fffffffffffffffd incarnation
        0161 name: 1 byte, "a"
        04 shards
        8827 windowMillis: 5000
        c801 sealedMillis: 200
        64 sinceMillis: 100
        00 evictedMillis
        01 ready
        02 known stores
        0102030405060708fffffffffffffffe first: store
        0161 its name
        00 its life
        00 its fate: expected
        00 its end
        00000000000000060000000000000007 second: store
        0162 its name: "b"
        01 its life
        02 its fate: empty
        8001 its end: 128
        """;
    Announcement announcement = new Announcement(
        1,
        1,
        STORE,
        -3,
        "a",
        4,
        5_000,
        200,
        100,
        0,
        true,
        List.of(
            KnownStore.expected(STORE, "a"),
            new KnownStore(new StoreId(6, 7), "b", 1, KnownStore.Fate.EMPTY, 128)));
    String noReplica = bytes + "00 no keeper\n00 no follower\n00 no commit\n00 no copies\n";
    assertBytes(announcement.toFrame(), noReplica);
    assertThat(Announcement.from(frame(noReplica))).isEqualTo(announcement);
    assertThat(Announcement.from(frame(bytes))).as("of 0.1").isEqualTo(announcement);
    assertThat(Announcement.from(frame(noReplica + "c0ffee fields of a later version")))
        .isEqualTo(announcement);
    String replica = bytes + "0163 keeper: \"c\"\n00 no follower\n09 its commit\n00 no copies\n";
    assertBytes(announcement.keptBy("c", 9).toFrame(), replica);
    assertThat(Announcement.from(frame(replica)).keeper()).isEqualTo("c");
    assertThat(Announcement.from(frame(replica)).commit()).isEqualTo(9);
    String followed = bytes + "00 no keeper\n0164 follower: \"d\"\n00 no commit\n00 no copies\n";
    assertBytes(announcement.followedBy("d").toFrame(), followed);
    assertThat(Announcement.from(frame(followed)).follower()).isEqualTo("d");
    String ofCopies = bytes + """
        00 no keeper
        00 no follower
        00 no commit
        02 complete copies: 2
        00000000000000060000000000000007 first: store
        00 no keeper: it is alone
        ac02 its sinceMillis: 300
        00000000000000080000000000000009 second: store
        0163 its keeper: "c"
        c801 its sinceMillis: 200
        """;
    List<CompleteCopy> copies = List.of(
        new CompleteCopy(new StoreId(6, 7), "", 300),
        new CompleteCopy(new StoreId(8, 9), "c", 200));
    assertBytes(announcement.reporting(copies).toFrame(), ofCopies);
    assertThat(Announcement.from(frame(ofCopies)).copies()).isEqualTo(copies);
    assertThat(Announcement.from(frame(bytes + "00\n00\n00\n")))
        .as("of a release without copies")
        .isEqualTo(announcement);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BATCH")
  void channelRequest_isTheseBytes(Kind kind) {
    String first = switch (kind) {
      case OPEN -> "00";
      case BATCH -> "01";
      case PROBE -> "02";
      case CLOSE -> "03";
    };
    String bytes = first + """
         kind
        0123456789abcdeffffffffffffffffd channel
        """;
    assertBytes(new ChannelRequest(kind, CHANNEL).toFrame(), bytes);
    assertThat(ChannelRequest.from(frame(bytes))).isEqualTo(new ChannelRequest(kind, CHANNEL));
  }

  @Test
  void batch_isTheseBytes() {
    String bytes = """
        01 kind: batch
        0123456789abcdeffffffffffffffffd channel
        ac02 sequence: 300
        03 known: label sets 0 to 2
        02 layout: two bounds
        80897a first bound: 2,000,000 ns
        80897a second bound: 2,000,000 ns more
        00 first entry: metric, spans
        00 its label set is spelled out
        d448f9f2b13971c3 its hash
        120c736572766963655f6e616d650463617274 its labels: 18 bytes
        21 its value: 33 bytes
        01 calls: one
        ac02 sum, lower 64 bits: 300 ns
        00 sum, upper 64 bits
        01 cells
        07 cell
        01 count: one
        02 exemplars: one, of no more traces
        00000000000000010000000000000002 its trace
        0000000000000003 its span
        0f its badness: 7 ns, failed
        02 second entry: metric, durations
        03 its label set has number 2
        07 its value: 7 bytes
        02 calls: two
        d804 sum, lower 64 bits: 600 ns
        00 sum, upper 64 bits
        01 cells
        07 cell
        02 count: two
        """;
    Exemplars exemplars = new Exemplars(1);
    exemplars.offer(1, 2, 3, 7, true);
    BatchWriter writer = new BatchWriter().begin(CHANNEL, 300, 3, LAYOUT);
    writer.add(Metric.SPANS, LabelSets.hash(CART, 0, CART.length), CART, increment(1), exemplars);
    writer.add(Metric.DURATION, 2, increment(2), null);
    assertBytes(writer.toFrame(), bytes);
    BatchReader reader = new BatchReader(frame(bytes), LAYOUT);
    assertThat(reader.channel()).isEqualTo(CHANNEL);
    assertThat(reader.sequence()).isEqualTo(300);
    assertThat(reader.known()).isEqualTo(3);
    assertThat(reader.layout()).isSameAs(LAYOUT);
    assertThat(reader.check()).isEqualTo(2);
    assertThat(reader.next()).isTrue();
    assertThat(reader.metric()).isEqualTo(Metric.SPANS);
    assertThat(reader.hash()).isEqualTo(LabelSets.hash(CART, 0, CART.length));
    assertThat(LabelSets.decode(reader.array(), reader.labelsOffset(), reader.labelsLength()))
        .isEqualTo(Labels.of("service_name", "cart"));
    assertValue(reader, 1);
    Exemplars read = new Exemplars(1);
    reader.exemplarsInto(read);
    assertThat(read.traceHigh(0)).isEqualTo(1);
    assertThat(read.traceLow(0)).isEqualTo(2);
    assertThat(read.spanId(0)).isEqualTo(3);
    assertThat(read.nanos(0)).isEqualTo(7);
    assertThat(read.hasFailed(0)).isTrue();
    assertThat(reader.next()).isTrue();
    assertThat(reader.metric()).isEqualTo(Metric.DURATION);
    assertThat(reader.number()).isEqualTo(2);
    assertValue(reader, 2);
    assertThat(reader.hasExemplars()).isFalse();
    assertThat(reader.next()).isFalse();
  }

  private static void assertValue(BatchReader reader, int calls) {
    Increment value = new Increment();
    reader.valueInto(value);
    assertCalls(value, calls);
  }

  private static void assertCalls(Increment value, int calls) {
    assertThat(value.calls()).isEqualTo(calls * Weight.ONE);
    assertThat(value.sumLow()).isEqualTo(300L * calls);
    assertThat(value.sumHigh()).isZero();
    assertThat(value.cellCount()).isEqualTo(1);
    assertThat(value.cell(0)).isEqualTo(LAYOUT.cellOf(7));
    assertThat(value.count(0)).isEqualTo(calls * Weight.ONE);
  }

  @ParameterizedTest
  @EnumSource
  void channelReply_isTheseBytes(ReplyOutcome outcome) {
    String first = switch (outcome) {
      case DONE -> "00";
      case DUPLICATE -> "01";
      case UNKNOWN_CHANNEL -> "02";
      case REFUSED -> "03";
      case UNKNOWN_NUMBERS -> "04";
    };
    String bytes = first + """
         outcome
        ac02 lastSequence: 300
        8040 grantBytes: 8192
        80808004 grantMaxBytes: 8 MiB
        0466756c6c message: 4 bytes, "full"
        """;
    ChannelReply reply = new ChannelReply(outcome, 300, 8_192, 8 << 20, "full");
    assertBytes(reply.toFrame(), bytes);
    assertThat(ChannelReply.from(frame(bytes))).isEqualTo(reply);
  }

  @Test
  void cancel_isTheseBytes() {
    String bytes = """
        01 kind: cancel
        fffffffffffffffd query
        00 timeout
        """;
    assertBytes(SelectHead.cancel(-3), bytes);
    assertThat(SelectHead.from(new WireReader(frame(bytes))))
        .isEqualTo(new SelectHead(SelectHead.Kind.CANCEL, -3, 0));
  }

  @Test
  void selectRequest_isTheseBytes() {
    String bytes = """
        00 kind: page
        0000000000000007 query
        ac02 timeout: 300 ms
        0102030405060708fffffffffffffffe origin
        05 firstSlot
        ff7f lastSlot: 16383
        e0d403 from: 60000
        02 tiers
        e0d403 first: window of 60000 ms
        c0a907 its through: 120000
        8827 second: window of 5000 ms
        f09309 its through: 150000
        09 metrics: bits 0 and 3
        02 parts: cells
        09 cursor
        808040 maxBytes: 1 MiB
        02 matchers
        0c736572766963655f6e616d65 first: name, 12 bytes
        00 its op: =
        0463617274 its value: "cart"
        097370616e5f6e616d65 second: name, 9 bytes
        03 its op: !~
        022e2a its value: ".*"
        """;
    SelectRequest request = new SelectRequest(
        new Share(STORE, 5, 16_383),
        Set.of(Metric.SPANS, Metric.EVENTS),
        List.of(
            LabelMatcher.equal("service_name", "cart"),
            LabelMatcher.of("span_name", Op.NOT_MATCHES, ".*")),
        60_000,
        List.of(new Tier(60_000, 120_000), new Tier(5_000, 150_000)),
        SelectRequest.Parts.CELLS,
        9,
        1 << 20);
    assertBytes(SelectHead.page(7, 300).toFrame(request), bytes);
    WireReader in = new WireReader(frame(bytes));
    assertThat(SelectHead.from(in)).isEqualTo(SelectHead.page(7, 300));
    assertThat(SelectRequest.from(in, LabelMatcher::of)).isEqualTo(request);
  }

  @Test
  void foldRequest_isTheseBytes() {
    String bytes = """
        02 kind: fold
        0000000000000007 query
        ac02 timeout: 300 ms
        0102030405060708fffffffffffffffe rows: origin
        00 firstSlot
        ff7f lastSlot: 16383
        e0d403 from: 60000
        01 tiers
        8827 window of 5000 ms
        f09309 its through: 150000
        01 metrics: bit 0
        02 parts: cells
        09 cursor
        808040 maxBytes: 1 MiB
        00 matchers
        02 measure: cells
        00 function: increase
        90bf05 first: 90000
        e0d403 step: 60000
        02 count
        a8c301 range: 25000
        e0d403 sampled: 60000
        f09309 through: 150000
        01 without
        01 labels
        0161 "a"
        02 layout: bounds
        80897a first: 2000000
        80897a second: 2000000 more
        02 row slots: bytes
        01 slot 0
        02 slot 9
        """;
    assertBytes(SelectHead.fold(7, 300, FOLD), bytes);
    WireReader in = new WireReader(frame(bytes));
    assertThat(SelectHead.from(in)).isEqualTo(new SelectHead(SelectHead.Kind.FOLD, 7, 300));
    assertThat(FoldRequest.from(in, LabelMatcher::of, LAYOUT)).isEqualTo(FOLD);
  }

  /** Steps that look at (65 s … 90 s] and (125 s … 150 s], of windows of 5 s. */
  private static final FoldRequest FOLD = new FoldRequest(
      new SelectRequest(
          Share.all(STORE),
          Set.of(Metric.SPANS),
          List.of(),
          60_000,
          List.of(new Tier(5_000, 150_000)),
          SelectRequest.Parts.CELLS,
          9,
          1 << 20),
      FoldRequest.Measure.CELLS,
      FoldRequest.Function.INCREASE,
      new FoldRequest.Steps(90_000, 60_000, 2, 25_000, 60_000, 150_000),
      new FoldRequest.Groups(true, List.of("a")),
      LAYOUT,
      BitSet.valueOf(new byte[] {1, 2}));

  @Test
  void foldReply_isTheseBytes() {
    String bytes = """
        00 outcome: a page follows
        0000000000000008 nextCursor
        12 rows: length
        00 their outcome
        8827 windowMillis
        02 layout: bounds
        80897a first: 2000000
        80897a second: 2000000 more
        ffffffffffffffff their nextCursor
        12 group: 18 bytes
        0c736572766963655f6e616d65 "service_name"
        0463617274 "cart"
        f0a204 zero: 70000
        01 series
        0b sums: 11 bytes
        01 cells
        07 cell 7
        02 segments
        01 first: segment 1
        02 its length
        00 position 0
        01 its count: 1
        01 second: segment 3
        02 its length
        00 position 0
        0c its count: 12
        01 capped
        01 step 1
        07 cell 7
        c000000000000000 −2
        """;
    FoldGrid grid = new FoldGrid(FOLD.steps(), FOLD.function(), 5_000);
    LabelSetFolder folder = new LabelSetFolder(grid, FOLD, LAYOUT);
    folder.begin(Life.from(75_000, 5_000));
    int born = folder.addRow(75_000, 5_000, Weight.ONE, 0, 7);
    int last = folder.addRow(150_000, 5_000, 12 * Weight.ONE, 0, 84);
    folder.endRows(new Increment(), BaseCells.NONE);
    folder.addCell(born, 7, Weight.ONE);
    folder.addCell(last, 7, 12 * Weight.ONE);
    folder.end(BaseCells.NONE);
    FoldReply.Writer page = new FoldReply.Writer();
    folder.writePart(CART, 70_000, page);
    assertBytes(page.toFrame(8, new SelectReply.Writer(5_000, LAYOUT).toFrame(-1)), bytes);

    FoldReply.Reader reader = new FoldReply.Reader(frame(bytes), UnaryOperator.identity());
    assertThat(reader.nextCursor()).isEqualTo(8);
    assertThat(new SelectReply.Reader(reader.rows(), LAYOUT).next(new Increment()))
        .isFalse();
    assertThat(reader.next()).isTrue();
    assertThat(reader.group()).isEqualTo(Labels.of("service_name", "cart"));
    assertThat(reader.zeroMillis()).isEqualTo(70_000);
    assertThat(reader.series()).isOne();
    int length = reader.content().readLength();
    reader.content().skip(length);
    Corrections capped = new Corrections();
    capped.read(reader.content(), 2, LAYOUT.size());
    assertThat(capped.value(0)).isEqualTo(-2);
    assertThat(reader.next()).isFalse();
  }

  @Test
  void foldedCalls_areTheseBytes() {
    String bytes = """
        08 sums: 8 bytes
        02 segments
        01 first: segment 1
        03 its lower 64 bits, in calls
        00 its upper 64 bits
        01 second: segment 3
        ac02 its lower 64 bits: 300 calls
        00 its upper 64 bits
        00 capped
        """;
    FoldRequest calls = new FoldRequest(
        FOLD.rows(),
        FoldRequest.Measure.CALLS,
        FoldRequest.Function.LAST_PAIR,
        FOLD.steps(),
        FOLD.groups(),
        LAYOUT,
        new BitSet());
    FoldGrid grid = new FoldGrid(FOLD.steps(), FOLD.function(), 5_000);
    LabelSetFolder folder = new LabelSetFolder(grid, calls, LAYOUT);
    folder.begin(Life.from(50_000, 5_000));
    folder.addRow(75_000, 5_000, 3 * Weight.ONE, 0, 7);
    folder.addRow(150_000, 5_000, 300 * Weight.ONE, 0, 84);
    folder.endRows(new Increment(), BaseCells.NONE);
    folder.end(BaseCells.NONE);
    FoldReply.Writer page = new FoldReply.Writer();
    folder.writePart(CART, 0, page);
    Frame frame = page.toFrame(8, new SelectReply.Writer(5_000, LAYOUT).toFrame(-1));
    String expected = HexFormat.of().formatHex(frame(bytes).bytes());
    assertThat(HexFormat.of().formatHex(frame.bytes())).endsWith("0001" + expected);
    FoldReply.Reader reader = new FoldReply.Reader(frame, UnaryOperator.identity());
    assertThat(reader.next()).isTrue();
    NumberSums sums = new NumberSums(grid.cutCount());
    sums.read(reader.content());
    assertThat(sums.low(1)).isEqualTo(3 * Weight.ONE);
    assertThat(sums.low(3)).isEqualTo(300 * Weight.ONE);
  }

  @Test
  void selectReply_isTheseBytes() {
    String bytes = """
        00 outcome: a page
        8827 windowMillis: 5000
        02 layout: two bounds
        80897a first bound: 2,000,000 ns
        80897a second bound: 2,000,000 ns more
        000000000000004d nextCursor: 77
        02 label set: metric, durations
        120c736572766963655f6e616d650463617274 its labels: 18 bytes
        8827 birth: 5000
        e0d403 last: 60000
        01 base: one call
        ac02 its sum, lower 64 bits: 300 ns
        00 its sum, upper 64 bits
        01 its cells
        07 cell
        01 count: one
        01 rows
        0c window: 12 after from
        02 two calls
        d804 sum, lower 64 bits: 600 ns
        00 sum, upper 64 bits
        01 cells
        07 cell
        02 count: two
        """;
    SelectReply.Writer page = new SelectReply.Writer(5_000, LAYOUT);
    WireWriter out = page.labelSet(Metric.DURATION, CART, 5_000, 60_000);
    IncrementCodec.write(increment(1), out);
    IncrementCodec.write(increment(2), out.writeVarint(1).writeVarint(12));
    assertBytes(page.toFrame(77), bytes);
    SelectReply.Reader reader = new SelectReply.Reader(frame(bytes), LAYOUT);
    assertThat(reader.windowMillis()).isEqualTo(5_000);
    assertThat(reader.layout()).isSameAs(LAYOUT);
    assertThat(reader.nextCursor()).isEqualTo(77);
    Increment value = new Increment();
    assertThat(reader.next(value)).isTrue();
    assertCalls(value, 1);
    assertThat(reader.metric()).isEqualTo(Metric.DURATION);
    assertThat(reader.labels()).isEqualTo(Labels.of("service_name", "cart"));
    assertThat(reader.birthMillis()).isEqualTo(5_000);
    assertThat(reader.lastMillis()).isEqualTo(60_000);
    assertThat(reader.rows()).isEqualTo(1);
    value.clear();
    assertThat(reader.row(value)).isEqualTo(12);
    assertCalls(value, 2);
    assertThat(reader.next(value)).isFalse();
  }

  @Test
  void refusal_isTheseBytes() {
    String bytes = """
        01 outcome: refused
        026e6f message: 2 bytes, "no"
        """;
    assertBytes(SelectReply.refused("no"), bytes);
    assertThatThrownBy(() -> new SelectReply.Reader(frame(bytes), LAYOUT))
        .isInstanceOf(SelectRefusedException.class)
        .hasMessage("no");
  }
}
