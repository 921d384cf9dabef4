// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.history;

import io.redstart.bus.Broadcast;
import io.redstart.bus.FrameCodec;
import io.redstart.history.MemberAnnouncement;
import io.redstart.history.Slots;
import io.redstart.wire.Frame;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tracks the processes of Redstart by their announcements. Names distinguish processes: one that
 * restarts has its old name and a new id. It is known for 6 hours after it was last heard.
 *
 * <p>Thread-safe.
 */
final class MemberDirectory {
  /** Beyond this many, those that were not heard for the longest time are forgotten. */
  static final int MEMBERS_MAX = 1_000;

  private record Heard(MemberAnnouncement announcement, Presence presence) {}

  private final Vertx vertx;
  private final InstantSource wall;
  private final Map<String, Heard> byName = new TreeMap<>();

  MemberDirectory(Vertx vertx, InstantSource wall) {
    this.vertx = vertx;
    this.wall = wall;
  }

  /** Starts listening on the current context and asks all processes to announce themselves. */
  Future<Void> open() {
    FrameCodec.register(vertx.eventBus());
    MessageConsumer<Frame> consumer = vertx
        .eventBus()
        .consumer(
            MemberAnnouncement.ADDRESS, message -> heard(MemberAnnouncement.from(message.body())));
    return consumer
        .completion()
        .onSuccess(listening ->
            Broadcast.publish(vertx, MemberAnnouncement.ASK_ADDRESS, new Frame(new byte[0])));
  }

  /** Processes an announcement. */
  synchronized void heard(MemberAnnouncement announcement) {
    long slot = nowSlot();
    byName.compute(announcement.name(), (name, before) -> heard(announcement, slot, before));
    if (byName.size() > MEMBERS_MAX) {
      byName.values().stream()
          .min(Comparator.comparingLong((Heard one) -> one.presence.last()))
          .ifPresent(oldest -> byName.remove(oldest.announcement.name()));
    }
  }

  /** If several processes have one name, the one that started last is asked. */
  private static Heard heard(MemberAnnouncement now, long slot, @Nullable Heard before) {
    if (before == null) {
      return new Heard(now, Presence.since(slot));
    }
    boolean isLatest = now.sinceMillis() >= before.announcement.sinceMillis()
        || before.announcement.saysGoodbye()
        || isSilent(before.presence, slot);
    return new Heard(isLatest ? now : before.announcement, before.presence.with(slot));
  }

  private static boolean isSilent(Presence presence, long nowSlot) {
    return nowSlot - presence.last() > Presence.SILENT_SLOTS;
  }

  /** Returns the slot that it is now. */
  long nowSlot() {
    return Slots.of(wall.millis());
  }

  /** Returns all known processes by name. */
  synchronized List<Member> members() {
    long nowSlot = nowSlot();
    byName.values().removeIf(one -> one.presence.last() <= nowSlot - Slots.KEPT);
    return byName.values().stream()
        .map(one -> new Member(
            one.announcement,
            one.presence,
            one.announcement.saysGoodbye() || isSilent(one.presence, nowSlot)))
        .toList();
  }
}
