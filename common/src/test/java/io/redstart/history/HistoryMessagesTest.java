// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.history.HistoryRequest.Part;
import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.wire.Frame;
import io.redstart.wire.MalformedFrameException;
import io.redstart.wire.Truncations;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The messages byte by byte, there and back, and cut short at every byte. */
class HistoryMessagesTest {
  private static final UUID ID = new UUID(0x0123456789abcdefL, 0xfedcba9876543210L);
  private static final MemberAnnouncement ANNOUNCEMENT =
      new MemberAnnouncement(1, 1, ID, "a:1", "query", 300, "1.0", true, false);
  private static final HistoryRequest REQUEST = new HistoryRequest(
      Part.LABELS,
      100,
      300,
      7,
      65_536,
      List.of(
          LabelMatcher.equal("job", "redstart"),
          LabelMatcher.of("__name__", LabelMatcher.Op.NOT_MATCHES, "u.")));

  private static String hex(Frame frame) {
    return HexFormat.of().formatHex(frame.bytes());
  }

  private static String text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().toHexDigits((byte) bytes.length) + HexFormat.of().formatHex(bytes);
  }

  private static Frame frame(String hex) {
    return new Frame(HexFormat.of().parseHex(hex));
  }

  @Test
  void announcement_isAsDocumented() {
    String first =
        "0101" + "0123456789abcdeffedcba9876543210" + text("a:1") + text("query") + "ac02";
    String all = first + text("1.0") + "01" + "00";
    assertThat(hex(ANNOUNCEMENT.toFrame())).isEqualTo(all);
    assertThat(MemberAnnouncement.from(ANNOUNCEMENT.toFrame())).isEqualTo(ANNOUNCEMENT);
    BitSet whole = new BitSet();
    // What earlier releases wrote.
    whole.set(first.length() / 2);
    whole.set(all.length() / 2 - 2);
    whole.set(all.length() / 2 - 1);
    Truncations.assertRefused(ANNOUNCEMENT.toFrame(), whole, MemberAnnouncement::from);
    assertThat(MemberAnnouncement.from(frame(first)).ready()).isTrue();
  }

  @Test
  void announcementOfALaterVersion_isReadAsFarAsItIsKnown() {
    MemberAnnouncement later = new MemberAnnouncement(2, 3, ID, "b", "query", 1, "1.0", true, true);
    byte[] bytes = later.toFrame().bytes();
    Frame longer = new Frame(Arrays.copyOf(bytes, bytes.length + 3));
    assertThat(MemberAnnouncement.from(longer)).isEqualTo(later);
    assertThat(later.commonVersion()).isEmpty();
    assertThat(ANNOUNCEMENT.commonVersion()).hasValue(1);
  }

  @Test
  void request_isAsDocumented() {
    assertThat(hex(REQUEST.toFrame()))
        .isEqualTo("01" + "64" + "ac02" + "07" + "808004" + "02" + text("job") + "00"
            + text("redstart") + text("__name__") + "03" + text("u."));
    assertThat(HistoryRequest.from(REQUEST.toFrame())).isEqualTo(REQUEST);
    assertThat(HistoryRequest.from(REQUEST.withCursor(9).toFrame()).cursor()).isEqualTo(9);
    Truncations.assertRefused(REQUEST.toFrame(), HistoryRequest::from);
  }

  @Test
  void requestOfAnUnknownPart_isRefused() {
    assertThatThrownBy(() -> HistoryRequest.from(frame("03" + "00000000" + "00")))
        .isInstanceOf(MalformedFrameException.class);
  }

  private static HistoryPage page(Part part) {
    Track track = new Track(200, Double.doubleToRawLongBits(5));
    track.append(201, Double.doubleToRawLongBits(6));
    HistoryPage.Builder page = new HistoryPage.Builder(part);
    page.add(Labels.of("__name__", "up", "job", "r"), track, 0, 1_000);
    return page.build(300);
  }

  private static void read(Frame frame, Part part) {
    HistoryPage page = new HistoryPage(frame, part);
    while (page.hasNext()) {
      page.labels();
      if (part == Part.SAMPLES) {
        page.samples((first, last, bits) -> {});
      }
    }
  }

  @Test
  void page_isAsDocumented() {
    String labels = "02" + text("__name__") + text("up") + text("job") + text("r");
    assertThat(hex(page(Part.SAMPLES).toFrame()))
        .isEqualTo("ac02" + "01" + labels + "c801" + "04" + "000a" + "0002");
    assertThat(hex(page(Part.LABELS).toFrame())).isEqualTo("ac02" + "01" + labels);
    for (Part part : List.of(Part.SAMPLES, Part.LABELS)) {
      Truncations.assertRefused(page(part).toFrame(), frame -> read(frame, part));
    }
  }

  @Test
  void pageWithALabelTwice_isMalformed() {
    String labels = "02" + text("a") + text("1") + text("a") + text("2");
    assertThatThrownBy(() -> read(frame("00" + "01" + labels), Part.LABELS))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessage("label a appears twice at byte 11");
  }

  @Test
  void families_areAsDocumented() {
    List<OwnFamily> families = List.of(new OwnFamily("up", "gauge", "Alive"));
    Frame frame = OwnFamilies.toFrame(families);
    assertThat(hex(frame)).isEqualTo("01" + text("up") + text("gauge") + text("Alive"));
    assertThat(OwnFamilies.from(frame)).isEqualTo(families);
    Truncations.assertRefused(frame, OwnFamilies::from);
  }
}
