// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.bus;

import io.redstart.model.StoreId;
import io.redstart.process.RepeatingTask;
import io.redstart.wire.Announcement;
import io.redstart.wire.Frame;
import io.redstart.wire.KnownStore;
import io.redstart.wire.KnownStores;
import io.redstart.wire.Protocol;
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
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tracks the stores by their announcements. A store is <i>live</i> if it announced itself within
 * the last {@value #SILENCE_MAX_MILLIS} ms and did not say goodbye. It is <i>expected</i> if any
 * member knows it and none has buried it ({@link KnownStores}).
 *
 * <p>Identity and incarnation distinguish stores (docs/rules.md, P5). A quick restart or two copies
 * of one volume can leave several incarnations of one store; one of them is served. The directory
 * prefers an incarnation with a recent announcement, then a ready one, then the one that appeared
 * last. So the choice changes only on an event, not with every announcement.
 *
 * <p>A replica of a store is served only while the store itself is not live. Of several replicas, all
 * directories choose the same one: the one with the last commit, then the greatest incarnation.
 *
 * <p>A store whose aggregator shares no version of the {@link Protocol} with this member is
 * expected, but never live.
 *
 * <p>Belongs to one Vert.x context: open and call it there; it calls the listener there.
 */
public final class StoreDirectory {
  /** A store that has not announced itself for this long is not live. */
  public static final long SILENCE_MAX_MILLIS = 5_000;

  /** The interval of announcements and of checks for silent stores. */
  public static final long ANNOUNCE_EVERY_MILLIS = 1_000;

  private static final Logger log = LoggerFactory.getLogger(StoreDirectory.class);

  /** Receives changes of the set of live stores, and of their readiness. */
  public interface Listener {
    /** Receives the live stores in the order of their ids, one incarnation of each. */
    void storesChanged(List<Announcement> live);
  }

  /** A check for silence this late means that the process or its context was suspended. */
  private static final long LATE_MAX_MILLIS = ANNOUNCE_EVERY_MILLIS;

  /** An incarnation without an announcement for this long has missed one and is possibly dead. */
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
  private Map<StoreId, Announcement> unserved = new TreeMap<>();
  private final long bornMillis;
  private int appearances;
  private long lookedMillis;

  /**
   * Creates a directory that is not listening yet.
   *
   * @param monotonicMillis a clock for measuring distances only, in milliseconds
   * @param listener called on the context of {@link #open}
   */
  public StoreDirectory(Vertx vertx, LongSupplier monotonicMillis, Listener listener) {
    this(vertx, monotonicMillis, listener, Set.of());
  }

  /**
   * Creates a directory that is not listening yet.
   *
   * @param monotonicMillis a clock for measuring distances only, in milliseconds
   * @param listener called on the context of {@link #open}
   * @param unmissed names of aggregators that will never return: they are expected only after they
   *     have announced themselves
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

  /** Starts listening on the current context and asks all stores to announce themselves. */
  public Future<Void> open() {
    if (Context.isOnVertxThread() == false) {
      throw new IllegalStateException("a directory must be opened on a Vert.x context");
    }
    FrameCodec.register(vertx.eventBus());
    MessageConsumer<Frame> consumer =
        vertx.eventBus().consumer(Announcement.ADDRESS, this::onAnnouncement);
    lookedMillis = monotonicMillis.getAsLong();
    RepeatingTask.every(
        vertx, ANNOUNCE_EVERY_MILLIS, "checking for silent stores", this::dropSilent);
    return consumer
        .completion()
        .onSuccess(listening ->
            Broadcast.publish(vertx, Announcement.ASK_ADDRESS, new Frame(new byte[0])));
  }

  private void onAnnouncement(Message<Frame> message) {
    heard(Announcement.from(message.body()));
  }

  /** Processes an announcement as if it had been published. */
  public void heard(Announcement announcement) {
    known.heard(announcement);
    if (announcement.saysGoodbye()) {
      heard.remove(Incarnation.of(announcement));
    } else {
      heard.compute(
          Incarnation.of(announcement), (incarnation, before) -> heard(announcement, before));
      if (announcement.ready() && knowsWhoIsSilent()) {
        known.guess(
            announcement.store(), announcement.name(), announcement.sinceMillis(), this::isLive);
      }
    }
    serve();
  }

  private Heard heard(Announcement announcement, @Nullable Heard before) {
    if (before == null && announcement.commonVersion().isEmpty()) {
      log.warn(
          "aggregator {} speaks versions {} to {} of the protocol, this process {} to {}:"
              + " it is neither read nor sent to",
          announcement.name(),
          announcement.leastVersion(),
          announcement.greatestVersion(),
          Protocol.LEAST,
          Protocol.GREATEST);
    }
    int appearance = before == null ? ++appearances : before.appearance;
    return new Heard(announcement, monotonicMillis.getAsLong(), appearance);
  }

  /** Returns whether this directory has listened long enough to know which stores are silent. */
  private boolean knowsWhoIsSilent() {
    return monotonicMillis.getAsLong() - bornMillis >= SILENCE_MAX_MILLIS;
  }

  private boolean isLive(StoreId store) {
    return heard.keySet().stream().anyMatch(one -> one.store.equals(store));
  }

  /** Chooses the incarnation of each store to serve. */
  private void serve() {
    Map<StoreId, Heard> chosen = new TreeMap<>();
    heard.forEach((incarnation, one) -> chosen.merge(incarnation.store, one, this::preferred));
    Map<StoreId, Announcement> before = served;
    served = new TreeMap<>();
    unserved = new TreeMap<>();
    chosen.forEach((store, one) -> {
      boolean isUnderstood = one.announcement.commonVersion().isPresent();
      (isUnderstood ? served : unserved).put(store, one.announcement);
    });
    if (differs(before, served)) {
      listener.storesChanged(live());
    }
  }

  private Heard preferred(Heard one, Heard other) {
    if (one.announcement.isReplica() != other.announcement.isReplica()) {
      return one.announcement.isReplica() ? other : one;
    }
    long recentMillis = monotonicMillis.getAsLong() - RECENT_MILLIS;
    Comparator<Heard> preference = Comparator.comparing(
            (Heard heard) -> heard.atMillis >= recentMillis)
        .thenComparing(heard -> heard.announcement.ready())
        .thenComparing(heard -> heard.announcement.commit())
        .thenComparing(StoreDirectory::rank);
    return preference.compare(one, other) >= 0 ? one : other;
  }

  /** Ranks two incarnations that are otherwise equal; only two of one kind are compared. */
  private static long rank(Heard one) {
    // Adding the least value orders the incarnations as unsigned numbers.
    return one.announcement.isReplica()
        ? one.announcement.incarnation() + Long.MIN_VALUE
        : one.appearance;
  }

  private static boolean differs(
      Map<StoreId, Announcement> before, Map<StoreId, Announcement> now) {
    boolean differs = before.size() != now.size();
    for (Map.Entry<StoreId, Announcement> one : now.entrySet()) {
      differs |= differs(before.get(one.getKey()), one.getValue());
    }
    return differs;
  }

  private static boolean differs(@Nullable Announcement before, Announcement now) {
    return before == null
        || before.incarnation() != now.incarnation()
        || before.ready() != now.ready()
        || before.shards() != now.shards();
  }

  /** Drops the silent stores. Must be called every {@value #ANNOUNCE_EVERY_MILLIS} ms. */
  void dropSilent() {
    long nowMillis = monotonicMillis.getAsLong();
    long lateMillis = nowMillis - lookedMillis - ANNOUNCE_EVERY_MILLIS;
    lookedMillis = nowMillis;
    if (lateMillis > LATE_MAX_MILLIS) {
      // Announcements from the suspension are still unread, so it does not count as silence.
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

  /** Returns the latest announcement of each incarnation that announces itself, served or not. */
  public List<Announcement> heard() {
    return heard.values().stream().map(Heard::announcement).toList();
  }

  /** Returns the last window that each store can have counted into, by its own announcements. */
  public Map<StoreId, Long> countedMillis() {
    return known.countedMillis();
  }

  /** Returns whether a store is a copy that may lack counts of its store (docs/rules.md, F6). */
  public boolean mayLack(Announcement served) {
    return served.isReplica() && known.mayLack(served);
  }

  /** Returns the stores that announce themselves but share no protocol version with this member. */
  public List<Announcement> unserved() {
    return List.copyOf(unserved.values());
  }

  /** Returns every store that should answer, live or not, by name. */
  public List<KnownStore> expected() {
    return known.expected();
  }

  /** Returns every known store, buried or not. */
  public List<KnownStore> known() {
    return known.list();
  }

  /** Returns the stores that are gone together with their counts. */
  public List<KnownStore> lost() {
    return known.lost();
  }

  /** Drops the entries that matter only for answers about earlier times. */
  public void forgetBefore(long millis) {
    known.forgetBefore(millis);
  }
}
