// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.model.LabelMatcher;
import io.redstart.model.LabelMatcher.Op;
import io.redstart.model.Metric;
import io.redstart.model.StoreId;
import io.redstart.wire.ChannelRequest.Kind;
import io.redstart.wire.SelectRequest.Share;
import io.redstart.wire.SelectRequest.Tier;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every message that is a record: there and back, and cut short at every byte. */
final class MessagesTest {
  private static final UUID CHANNEL = new UUID(0x0123456789abcdefL, -2);
  private static final Announcement ANNOUNCEMENT = new Announcement(
      new StoreId(-1, 2),
      -3,
      "aggregator-0:5701",
      4,
      5_000,
      1_700_000_000_000L,
      1_600_000_000_000L,
      1_650_000_000_000L,
      true,
      List.of(
          KnownStore.expected(new StoreId(-1, 2), "aggregator-0:5701"),
          new KnownStore(new StoreId(5, 6), "", 300, KnownStore.Fate.LOST, 1_640_000_000_000L)));
  private static final SelectRequest SELECT = new SelectRequest(
      new Share(new StoreId(-1, 2), 300, 16_383),
      Set.of(Metric.SPANS, Metric.EVENTS),
      List.of(
          LabelMatcher.equal("service_name", "checkout"),
          LabelMatcher.of("span_name", Op.NOT_MATCHES, "GET .*")),
      60_000,
      List.of(new Tier(60_000, 120_000), new Tier(5_000, 150_000)),
      SelectRequest.Parts.CELLS,
      300,
      1 << 20);

  @Test
  void announcement_roundTrips() {
    assertThat(Announcement.from(ANNOUNCEMENT.toFrame())).isEqualTo(ANNOUNCEMENT);
    Frame frame = ANNOUNCEMENT.toFrame();
    BitSet whole = new BitSet();
    // Earlier releases end before the keeper, the follower, the commit, or the copies.
    whole.set(frame.bytes().length - 4);
    whole.set(frame.bytes().length - 3);
    whole.set(frame.bytes().length - 2);
    whole.set(frame.bytes().length - 1);
    Truncations.assertRefused(frame, whole, Announcement::from);
  }

  @Test
  void announcement_ofALaterVersion_isReadAsFarAsItIsKnown() {
    Announcement later = new Announcement(
        2, 7, new StoreId(1, 1), 1, "later", 1, 5_000, 0, 0, 0, true, ANNOUNCEMENT.known());
    byte[] bytes = later.toFrame().bytes();
    Frame longer = new Frame(Arrays.copyOf(bytes, bytes.length + 3));
    assertThat(Announcement.from(longer)).isEqualTo(later);
    assertThat(later.commonVersion()).isEmpty();
    assertThat(ANNOUNCEMENT.commonVersion()).hasValue(Protocol.GREATEST);
  }

  @Test
  void announcement_ofMoreStoresThanAnyoneKeeps_isRead() {
    List<KnownStore> many = IntStream.range(0, 70_000)
        .mapToObj(number -> KnownStore.expected(new StoreId(0, number), ""))
        .toList();
    Announcement large = new Announcement(new StoreId(1, 1), 1, "a", 1, 5_000, 0, 0, 0, true, many);
    assertThat(Announcement.from(large.toFrame()).known()).hasSize(70_000);
  }

  @Test
  void announcement_withAFateThatIsUnknown_isMalformed() {
    byte[] bytes = ANNOUNCEMENT.toFrame().bytes().clone();
    int fate = bytes.length - 5 - 6;
    assertThat(bytes[fate]).isEqualTo((byte) 1);
    bytes[fate] = 3;
    assertThatThrownBy(() -> Announcement.from(new Frame(bytes)))
        .isInstanceOf(MalformedFrameException.class);
  }

  @Test
  void announcement_withoutShards_isMalformed() {
    Announcement none =
        new Announcement(new StoreId(1, 1), 1, "empty", 0, 5_000, 0, 0, 0, true, List.of());
    assertThatThrownBy(() -> Announcement.from(none.toFrame()))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessage("store empty has no shards");
  }

  @Test
  void announcement_addressesNameTheIncarnation() {
    String suffix = "ffffffffffffffff0000000000000002.fffffffffffffffd";
    assertThat(ANNOUNCEMENT.statusAddress()).isEqualTo("redstart.status." + suffix);
    assertThat(ANNOUNCEMENT.channelAddress(3)).isEqualTo("redstart.channel." + suffix + ".3");
    assertThat(ANNOUNCEMENT.selectAddress(0)).isEqualTo("redstart.select." + suffix + ".0");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BATCH")
  void channelRequest_roundTrips(Kind kind) {
    ChannelRequest request = new ChannelRequest(kind, CHANNEL);
    assertThat(ChannelRequest.from(request.toFrame())).isEqualTo(request);
    assertThat(ChannelRequest.kindOf(request.toFrame())).isEqualTo(kind);
    Truncations.assertRefused(request.toFrame(), ChannelRequest::from);
  }

  @Test
  void channelRequest_ofAnUnknownKind_isMalformed() {
    assertThatThrownBy(() -> ChannelRequest.kindOf(new Frame(new byte[] {9})))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessageContaining("9");
    assertThatThrownBy(() -> new ChannelRequest(Kind.BATCH, CHANNEL))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @EnumSource
  void channelReply_roundTrips(ChannelReply.ReplyOutcome outcome) {
    ChannelReply reply =
        new ChannelReply(outcome, 1L << 40, Integer.MAX_VALUE, 300_000, "no space left");
    assertThat(ChannelReply.from(reply.toFrame())).isEqualTo(reply);
    Truncations.assertRefused(reply.toFrame(), ChannelReply::from);
  }

  @Test
  void channelReply_ofAnUnknownOutcome_isMalformed() {
    assertThatThrownBy(() -> ChannelReply.from(new Frame(new byte[] {5, 0, 0, 0})))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessageContaining("5");
  }

  @Test
  void selectRequest_roundTrips() {
    assertThat(request(SelectHead.page(1, 2).toFrame(SELECT))).isEqualTo(SELECT);
    assertThat(request(SelectHead.page(1, 2).toFrame(SELECT.withCursor(7))).cursor())
        .isEqualTo(7);
    Truncations.assertRefused(SelectHead.page(1, 2).toFrame(SELECT), MessagesTest::request);
  }

  private static SelectRequest request(Frame frame) {
    WireReader in = new WireReader(frame);
    SelectHead.from(in);
    return SelectRequest.from(in, LabelMatcher::of);
  }

  @Test
  void selectHead_roundTrips() {
    SelectHead head = SelectHead.page(-3, 120_000);
    assertThat(SelectHead.from(new WireReader(head.toFrame(SELECT)))).isEqualTo(head);
    assertThat(SelectHead.from(new WireReader(SelectHead.cancel(-3))))
        .isEqualTo(new SelectHead(SelectHead.Kind.CANCEL, -3, 0));
  }

  @Test
  void selectRequest_forNoMetricThatIsKnown_isMalformed() {
    WireWriter later = share(0, 16_383).writeVarint(0).writeVarint(1);
    later.writeVarint(5_000).writeVarint(5_000).writeVarint(1 << 20);
    assertThatThrownBy(() -> select(later))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessage("metrics 1048576 are unknown");
  }

  @Test
  void selectRequest_withoutSlotsOrTiers_isRefused() {
    assertThatThrownBy(() -> select(share(5, 4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("slots 5 … 4 are not a range of 0 … 16383");
    assertThatThrownBy(() -> select(share(0, 16_384)))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessageContaining("16384 exceeds 16383");
    assertThatThrownBy(() -> select(share(0, 16_383).writeVarint(0).writeVarint(0)))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessageContaining("without tiers");
  }

  private static WireWriter share(int firstSlot, int lastSlot) {
    return new WireWriter()
        .writeFixed64(1)
        .writeFixed64(2)
        .writeVarint(firstSlot)
        .writeVarint(lastSlot);
  }

  private static SelectRequest select(WireWriter bytes) {
    return SelectRequest.from(new WireReader(bytes.toFrame()), LabelMatcher::of);
  }
}
