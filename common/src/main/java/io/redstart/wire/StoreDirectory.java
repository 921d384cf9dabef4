// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import io.redstart.model.StoreId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Which stores there are, from what they announce: <i>live</i> are those heard of within the last
 * {@value #SILENCE_MAX_MILLIS} ms that did not say goodbye, <i>known</i> are all that any of them
 * has ever heard of (counting.md, P2).
 *
 * <p>Belongs to one Vert.x context, on which it is opened, called and calls back.
 */
public final class StoreDirectory {
  /** A store that has not announced itself for this long is not live. */
  public static final long SILENCE_MAX_MILLIS = 5_000;

  /** How often stores announce themselves, and how often silence is looked for. */
  public static final long ANNOUNCE_EVERY_MILLIS = 1_000;

  /** Is told when the set of live stores, or whether one of them is ready, has changed. */
  public interface Listener {
    /** Takes the live stores in the order of their ids. */
    void storesChanged(List<Announcement> live);
  }

  /** A look for silence that comes so late means that this process or its context has slept. */
  private static final long LATE_MAX_MILLIS = ANNOUNCE_EVERY_MILLIS;

  private record Heard(Announcement announcement, long atMillis) {}

  private final Vertx vertx;
  private final LongSupplier monotonicMillis;
  private final Listener listener;
  private final Map<StoreId, Heard> live = new TreeMap<>();
  private final Map<StoreId, Announcement.Known> known = new TreeMap<>();
  private long lookedMillis;

  /**
   * Makes a directory that hears nothing yet.
   *
   * @param monotonicMillis a clock that only measures distances, in milliseconds
   * @param listener is called on the context of {@link #open}
   */
  public StoreDirectory(Vertx vertx, LongSupplier monotonicMillis, Listener listener) {
    this.vertx = vertx;
    this.monotonicMillis = monotonicMillis;
    this.listener = listener;
    this.lookedMillis = monotonicMillis.getAsLong();
  }

  /** Begins to listen on the current context, and asks all stores to announce themselves. */
  public Future<Void> open() {
    if (Context.isOnVertxThread() == false) {
      throw new IllegalStateException("a directory is opened on a Vert.x context");
    }
    FrameCodec.register(vertx.eventBus());
    MessageConsumer<Frame> consumer =
        vertx.eventBus().consumer(Announcement.ADDRESS, this::onAnnouncement);
    lookedMillis = monotonicMillis.getAsLong();
    vertx.setPeriodic(ANNOUNCE_EVERY_MILLIS, timer -> dropSilent());
    return consumer
        .completion()
        .onSuccess(listening ->
            vertx.eventBus().publish(Announcement.ASK_ADDRESS, new Frame(new byte[0])));
  }

  private void onAnnouncement(Message<Frame> message) {
    heard(Announcement.from(message.body()));
  }

  /** Takes an announcement, as if it had been published. */
  public void heard(Announcement announcement) {
    for (Announcement.Known one : announcement.known()) {
      known.merge(one.store(), one, (old, now) -> old.gone() ? old : now);
    }
    if (saysGoodbye(announcement)) {
      if (live.remove(announcement.store()) != null) {
        listener.storesChanged(live());
      }
      return;
    }
    Heard before =
        live.put(announcement.store(), new Heard(announcement, monotonicMillis.getAsLong()));
    if (before == null || differs(before.announcement, announcement)) {
      listener.storesChanged(live());
    }
  }

  private static boolean saysGoodbye(Announcement announcement) {
    return announcement.known().stream()
        .anyMatch(one -> one.gone() && one.store().equals(announcement.store()));
  }

  private static boolean differs(Announcement before, Announcement now) {
    return before.incarnation() != now.incarnation()
        || before.ready() != now.ready()
        || before.shards() != now.shards();
  }

  /** Drops the stores that are silent; is to be called every {@value #ANNOUNCE_EVERY_MILLIS} ms. */
  void dropSilent() {
    long nowMillis = monotonicMillis.getAsLong();
    long lateMillis = nowMillis - lookedMillis - ANNOUNCE_EVERY_MILLIS;
    lookedMillis = nowMillis;
    if (lateMillis > LATE_MAX_MILLIS) {
      // What was announced while we slept is not read yet, so the sleep is nobody's silence.
      live.replaceAll((store, heard) ->
          new Heard(heard.announcement, Math.min(nowMillis, heard.atMillis + lateMillis)));
    }
    long oldest = nowMillis - SILENCE_MAX_MILLIS;
    if (live.values().removeIf(heard -> heard.atMillis < oldest)) {
      listener.storesChanged(live());
    }
  }

  /** Returns the latest announcement of each live store, in the order of ids. */
  public List<Announcement> live() {
    List<Announcement> announcements = new ArrayList<>(live.size());
    live.values().forEach(heard -> announcements.add(heard.announcement));
    return announcements;
  }

  /** Returns every store that is known and not gone for good, live or not, by name. */
  public List<Announcement.Known> expected() {
    return known.values().stream()
        .filter(one -> !one.gone())
        .sorted(Comparator.comparing(Announcement.Known::name))
        .toList();
  }

  /** Returns every store that was ever heard of. */
  public List<Announcement.Known> known() {
    return List.copyOf(known.values());
  }
}
