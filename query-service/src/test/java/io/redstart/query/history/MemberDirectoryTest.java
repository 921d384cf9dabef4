// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.history.MemberAnnouncement;
import io.redstart.history.Slots;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemberDirectoryTest {
  private final Vertx vertx = Vertx.vertx();
  private final AtomicLong slot = new AtomicLong(1_000);
  private final MemberDirectory directory =
      new MemberDirectory(vertx, () -> Instant.ofEpochMilli(Slots.millis(slot.get()) + 400));

  @AfterEach
  void close() {
    TestMembers.join(vertx.close());
  }

  private MemberAnnouncement hear(String name, long id, long sinceMillis) {
    MemberAnnouncement announcement =
        new MemberAnnouncement(new UUID(0, id), name, "ingest", sinceMillis, "", true);
    directory.heard(announcement);
    return announcement;
  }

  @Test
  void silentMember_isKnownForSixHours_butNotAsked() {
    hear("a", 1, 0);
    slot.addAndGet(Presence.SILENT_SLOTS);
    assertThat(directory.members()).singleElement().matches(Member::answers);
    slot.incrementAndGet();
    assertThat(directory.members()).singleElement().satisfies(one -> {
      assertThat(one.isSilent()).isTrue();
      assertThat(one.answers()).isFalse();
    });
    slot.set(1_000 + Slots.KEPT - 1);
    assertThat(directory.members()).hasSize(1);
    slot.incrementAndGet();
    assertThat(directory.members()).isEmpty();
  }

  @Test
  void restartedMember_isAskedAtItsNewAddress() {
    MemberAnnouncement first = hear("a", 1, 100);
    MemberAnnouncement second = hear("a", 2, 200);
    hear("a", 1, 100);
    assertThat(directory.members())
        .singleElement()
        .extracting(Member::announcement)
        .isEqualTo(second);
    slot.addAndGet(10);
    hear("a", 1, 100);
    assertThat(directory.members())
        .as("the later one is gone")
        .singleElement()
        .extracting(Member::announcement)
        .isEqualTo(first);
  }

  @Test
  void memberThatSaysGoodbye_isSilentAtOnce_untilItIsBack() {
    directory.heard(hear("a", 1, 100).goodbye());
    assertThat(directory.members()).singleElement().matches(Member::isSilent);
    hear("a", 2, 200);
    directory.heard(new MemberAnnouncement(new UUID(0, 1), "a", "ingest", 100, "", true).goodbye());
    assertThat(directory.members()).singleElement().matches(Member::answers);
  }

  @Test
  void ofTwoWithOneName_theOtherIsAskedAfterAGoodbye() {
    MemberAnnouncement first = hear("a", 1, 100);
    directory.heard(hear("a", 2, 200).goodbye());
    hear("a", 1, 100);
    assertThat(directory.members())
        .singleElement()
        .matches(Member::answers)
        .extracting(Member::announcement)
        .isEqualTo(first);
  }

  @Test
  void memberOfAnotherVersion_isNotAsked() {
    directory.heard(
        new MemberAnnouncement(2, 2, new UUID(0, 1), "a", "ingest", 0, "", true, false));
    Member member = directory.members().get(0);
    assertThat(member.answers()).isFalse();
    assertThat(member.missing(member.problem()))
        .isEqualTo("ingest \"a\" speaks another version of the protocol: its own metrics are"
            + " missing from this answer");
  }

  @Test
  void membersBeyondTheLimit_replaceTheOldest() {
    for (int i = 0; i <= MemberDirectory.MEMBERS_MAX; i++) {
      hear("m" + i, i, 0);
      slot.set(1_000 + i / 10);
    }
    assertThat(directory.members())
        .hasSize(MemberDirectory.MEMBERS_MAX)
        .extracting(Member::name)
        .contains("m" + MemberDirectory.MEMBERS_MAX);
  }
}
