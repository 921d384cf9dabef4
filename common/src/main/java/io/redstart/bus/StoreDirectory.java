// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.bus;

import io.redstart.model.StoreId;
import io.redstart.process.RepeatingTask;
import io.redstart.wire.Announcement;
import io.redstart.wire.Frame;
import io.redstart.wire.KnownStore;
import io.redstart.wire.KnownStores;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which stores there are, from what they announce: <i>live</i> are those heard of within the last
 * {@value #SILENCE_MAX_MILLIS} ms that did not say goodbye, <i>expected</i> are those that somebody
 * has heard of and nobody has buried ({@link KnownStores}).
 *
 * <p>Stores are told apart by identity and incarnation (counting.md, P5). Of several incarnations of
 * one store, as after a quick restart or from two copies of one volume, one is served: one that has
 * just announced itself rather than one that may be dead, then one that is ready, then the one that
 * appeared last. So the choice changes when something happens, not with every announcement.
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
    /** Takes the live stores in the order of their ids, one incarnation of each. */
    void storesChanged(List<Announcement> live);
  }

  /** A look for silence that comes so late means that this process or its context has slept. */
  private static final long LATE_MAX_MILLIS = ANNOUNCE_EVERY_MILLIS;

  /** An incarnation that has missed an announcement may be dead. */
  private static final long RECENT_MILLIS = ANNOUNCE_EVERY_MILLIS * 5 / 2;

  private record Incarnation(StoreId store, long number) {
    static Incarnation of(Announcement announcement) {
      return new Incarnation(announcement.store(), announcement.incarnation());
    }
  }

  private record Heard(Announcement announcement, long atMillis, int appearance) {}

  private final Vertx vertx;
  private final LongSupplier monotonicMillis;
  private final Listener listener;
  private final Map<Incarnation, Heard> heard = new HashMap<>();
  private final KnownStores known;
  private Map<StoreId, Announcement> served = new TreeMap<>();
  private final long bornMillis;
  private int appearances;
  private long lookedMillis;

  /**
   * Makes a directory that hears nothing yet.
   *
   * @param monotonicMillis a clock that only measures distances, in milliseconds
   * @param listener is called on the context of {@link #open}
   */
  public StoreDirectory(Vertx vertx, LongSupplier monotonicMillis, Listener listener) {
    this(vertx, monotonicMillis, listener, Set.of());
  }

  /**
   * Makes a directory that hears nothing yet.
   *
   * @param monotonicMillis a clock that only measures distances, in milliseconds
   * @param listener is called on the context of {@link #open}
   * @param unmissed names of aggregators that will never return, so that they are not expected
   *     before they are heard
   */
  public StoreDirectory(
      Vertx vertx, LongSupplier monotonicMillis, Listener listener, Set<String> unmissed) {
    this.known = new KnownStores(unmissed);
    this.vertx = vertx;
    this.monotonicMillis = monotonicMillis;
    this.listener = listener;
    this.bornMillis = monotonicMillis.getAsLong();
    this.lookedMillis = bornMillis;
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
    RepeatingTask.every(
        vertx, ANNOUNCE_EVERY_MILLIS, "looking for silent stores", this::dropSilent);
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
    known.heard(announcement);
    if (announcement.saysGoodbye()) {
      heard.remove(Incarnation.of(announcement));
    } else {
      heard.compute(
          Incarnation.of(announcement),
          (incarnation, before) -> new Heard(
              announcement,
              monotonicMillis.getAsLong(),
              before == null ? ++appearances : before.appearance));
      if (announcement.ready() && knowsWhoIsSilent()) {
        known.succeed(
            announcement.store(), announcement.name(), announcement.sinceMillis(), this::isLive);
      }
    }
    serve();
  }

  /** Who has just begun to listen has not heard everybody yet. */
  private boolean knowsWhoIsSilent() {
    return monotonicMillis.getAsLong() - bornMillis >= SILENCE_MAX_MILLIS;
  }

  private boolean isLive(StoreId store) {
    return heard.keySet().stream().anyMatch(one -> one.store.equals(store));
  }

  /** Chooses which incarnation of each store is served. */
  private void serve() {
    long recentMillis = monotonicMillis.getAsLong() - RECENT_MILLIS;
    Comparator<Heard> preference = Comparator.comparing((Heard one) -> one.atMillis >= recentMillis)
        .thenComparing(one -> one.announcement.ready())
        .thenComparing(one -> one.appearance);
    Map<StoreId, Heard> chosen = new TreeMap<>();
    heard.forEach((incarnation, one) ->
        chosen.merge(incarnation.store, one, BinaryOperator.maxBy(preference)));
    Map<StoreId, Announcement> before = served;
    served = new TreeMap<>();
    chosen.forEach((store, one) -> served.put(store, one.announcement));
    if (differs(before, served)) {
      listener.storesChanged(live());
    }
  }

  private static boolean differs(
      Map<StoreId, Announcement> before, Map<StoreId, Announcement> now) {
    return !before.keySet().equals(now.keySet())
        || now.entrySet().stream()
            .anyMatch(one -> differs(before.get(one.getKey()), one.getValue()));
  }

  private static boolean differs(@Nullable Announcement before, Announcement now) {
    return before == null
        || before.incarnation() != now.incarnation()
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
      heard.replaceAll((incarnation, one) -> new Heard(
          one.announcement, Math.min(nowMillis, one.atMillis + lateMillis), one.appearance));
    }
    long oldest = nowMillis - SILENCE_MAX_MILLIS;
    heard.values().removeIf(one -> one.atMillis < oldest);
    serve();
  }

  /** Returns the latest announcement of each live store, in the order of ids. */
  public List<Announcement> live() {
    return List.copyOf(served.values());
  }

  /** Returns every store that should answer, live or not, by name. */
  public List<KnownStore> expected() {
    return known.expected();
  }

  /** Returns every store that somebody has heard of, buried or not. */
  public List<KnownStore> known() {
    return known.list();
  }

  /** Returns the stores that are gone with what they counted. */
  public List<KnownStore> lost() {
    return known.lost();
  }

  /** Drops what is only of use to answers about times before one. */
  public void forgetBefore(long millis) {
    known.forgetBefore(millis);
  }
}
