// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.follow;

import io.redstart.aggregator.store.RecordFeed;
import io.redstart.bus.StoreDirectory;
import io.redstart.model.StoreId;
import io.redstart.process.RepeatingTask;
import io.redstart.wire.Announcement;
import io.redstart.wire.FollowReply;
import io.redstart.wire.FollowRequest;
import io.redstart.wire.Frame;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds an aggregator that follows this process's store, and another one when that is lost. It
 * prefers who has a copy already, then the next live aggregator in the ring of store ids.
 *
 * <pre>
 *   HELLO ─▶ life, last commit ─┬─ can go on ──▶ BEGIN ─▶ the feed sends records
 *                               └─ cannot ─────▶ START_OVER ─▶ it pulls a copy, meanwhile ask again
 * </pre>
 *
 * <p>A copy of the whole store is costly, so a lost follower has time to come back before another
 * one starts over: {@value #BACK_MILLIS} ms after an orderly stop, as in a rolling release, {@value
 * #LOST_MILLIS} ms if it fell silent without one, and none if its name has got a new store. A follower
 * that comes back later goes on, too, if the copy that is being made is not complete yet.
 */
public final class FollowerSearch extends VerticleBase {
  /** How long a follower is waited for that was stopped, or that refuses. */
  static final long BACK_MILLIS = 30_000;

  /** How long a follower is waited for that fell silent, or is not ready although it runs. */
  static final long LOST_MILLIS = 10_000;

  /** How long an aggregator that refused, or did not answer, is not asked again. */
  static final long REFUSED_MILLIS = 10_000;

  private static final long UNREADY_RECENT_MILLIS = StoreDirectory.ANNOUNCE_EVERY_MILLIS * 5 / 2;
  private static final long LOOK_EVERY_MILLIS = 500;
  private static final Logger log = LoggerFactory.getLogger(FollowerSearch.class);

  private record Heard(Announcement announcement, long atMillis) {}

  private final RecordFeed feed;
  private final Supplier<Announcement> own;
  private final LongSupplier heapBytes;
  private final LongSupplier monotonicMillis;
  /** The live aggregators, by the ids of their stores. */
  private final Map<StoreId, Heard> live = new TreeMap<>();
  /** The aggregators that hold a copy of this store, by name. */
  private final Map<String, Long> holders = new HashMap<>();

  private final Map<StoreId, Long> refused = new HashMap<>();
  private @Nullable BusFollower follower;
  private @Nullable StoreId chosen;
  private String chosenName = "";
  /** When the chosen one said last that it is not ready. */
  private long unreadyMillis;

  private boolean isUnready;
  /** Who pulls a copy, as far as is known. */
  private @Nullable StoreId copying;

  private boolean isAsking;
  private long lostMillis;
  private long attachedMillis;
  private String told = "";

  /**
   * Creates a search.
   *
   * @param own returns the announcement of this process's store
   * @param heapBytes returns the size of what the store has in memory
   * @param monotonicMillis a clock for measuring elapsed time, in milliseconds
   */
  public FollowerSearch(
      RecordFeed feed,
      Supplier<Announcement> own,
      LongSupplier heapBytes,
      LongSupplier monotonicMillis) {
    this.feed = feed;
    this.own = own;
    this.heapBytes = heapBytes;
    this.monotonicMillis = monotonicMillis;
  }

  @Override
  public Future<?> start() {
    lostMillis = monotonicMillis.getAsLong();
    RepeatingTask.every(vertx, LOOK_EVERY_MILLIS, "looking for a follower", this::look);
    return vertx
        .eventBus()
        .<Frame>consumer(Announcement.ADDRESS, message -> heard(Announcement.from(message.body())))
        .completion();
  }

  private void heard(Announcement other) {
    StoreId store = own.get().store();
    long now = monotonicMillis.getAsLong();
    if (other.isReplica()) {
      if (other.store().equals(store)) {
        holders.put(other.keeper(), now);
      }
    } else if (!other.store().equals(store)) {
      if (other.store().equals(chosen)) {
        isUnready = !other.ready();
        unreadyMillis = now;
      }
      if (other.ready() && other.commonVersion().isPresent()) {
        Heard before = live.put(other.store(), new Heard(other, now));
        if (before == null || before.announcement.incarnation() != other.incarnation()) {
          refused.remove(other.store());
        }
      } else {
        live.remove(other.store());
      }
    }
  }

  private void look() {
    long oldest = monotonicMillis.getAsLong() - StoreDirectory.SILENCE_MAX_MILLIS;
    live.values().removeIf(heard -> heard.atMillis < oldest);
    holders.values().removeIf(atMillis -> atMillis < oldest);
    refused.values().removeIf(atMillis -> atMillis < monotonicMillis.getAsLong() - REFUSED_MILLIS);
    BusFollower lost = follower;
    if (lost != null && (chosen == null || !live.containsKey(chosen))) {
      feed.detach(lost, new IllegalStateException(lost.name() + " is gone"));
    } else if (lost == null && !isAsking && own.get().ready()) {
      choose().ifPresent(this::ask);
    }
  }

  private Optional<Announcement> choose() {
    StoreId store = own.get().store();
    List<Announcement> candidates = live.values().stream()
        .map(Heard::announcement)
        .filter(one -> !refused.containsKey(one.store()))
        .toList();
    Optional<Announcement> before = candidates.stream()
        .filter(one -> isHolder(one) || isChosen(one) || one.store().equals(copying))
        .min(Comparator.comparing((Announcement one) -> !isHolder(one))
            .thenComparing(one -> !isChosen(one)));
    boolean isPatient = monotonicMillis.getAsLong() - lostMillis < patienceMillis();
    if (before.isPresent() || isPatient) {
      return before;
    }
    // In the order of the ids, from the own one on and around.
    return Stream.concat(
            candidates.stream().filter(one -> one.store().compareTo(store) > 0),
            candidates.stream().filter(one -> one.store().compareTo(store) < 0))
        .findFirst();
  }

  private boolean isHolder(Announcement one) {
    return holders.containsKey(one.name());
  }

  private boolean isChosen(Announcement one) {
    return one.store().equals(chosen);
  }

  /** At the start it is enough to hear everybody a few times. */
  private long patienceMillis() {
    if (chosen == null) {
      return StoreDirectory.SILENCE_MAX_MILLIS;
    }
    if (live.containsKey(chosen)) {
      return BACK_MILLIS;
    }
    boolean hasNewStore = live.values().stream()
        .map(Heard::announcement)
        .anyMatch(one -> one.name().equals(chosenName) && !isChosen(one));
    if (hasNewStore) {
      return 0;
    }
    // One that still announces that it is not ready was not stopped.
    boolean isStopped =
        isUnready && monotonicMillis.getAsLong() - unreadyMillis > UNREADY_RECENT_MILLIS;
    return isStopped ? BACK_MILLIS : LOST_MILLIS;
  }

  private void ask(Announcement keeper) {
    isAsking = true;
    chosen = keeper.store();
    chosenName = keeper.name();
    isUnready = false;
    BusFollower.ask(vertx, keeper, FollowRequest.hello(own.get().store()))
        .compose(reply -> answered(keeper, reply))
        .onComplete(done -> {
          isAsking = false;
          if (done.failed()) {
            refused.put(keeper.store(), monotonicMillis.getAsLong());
            tell(keeper.name() + " does not follow: " + done.cause().getMessage());
          }
        });
  }

  private Future<Void> answered(Announcement keeper, FollowReply reply) {
    if (reply.outcome() == FollowReply.Outcome.COPYING) {
      copying = keeper.store();
      tell(keeper.name() + " copies this store");
      return Future.succeededFuture();
    }
    if (keeper.store().equals(copying)) {
      copying = null;
    }
    return vertx
        .executeBlocking(() -> feed.canResume(reply.life(), reply.commit()), false)
        .compose(canResume -> canResume ? begin(keeper, reply) : startOver(keeper, reply));
  }

  private Future<Void> begin(Announcement keeper, FollowReply reply) {
    StoreId store = own.get().store();
    long life = feed.life();
    return BusFollower.ask(vertx, keeper, FollowRequest.begin(store, reply.session(), life))
        .map(begun -> {
          BusFollower made =
              new BusFollower(vertx, keeper, store, reply.session(), life, this::detached);
          follower = made;
          copying = null;
          attachedMillis = monotonicMillis.getAsLong();
          tell(keeper.name() + " follows from commit " + reply.commit() + " on");
          feed.attach(made, reply.commit());
          return null;
        });
  }

  private Future<Void> startOver(Announcement keeper, FollowReply reply) {
    if (feed.isOlderThan(reply.life(), reply.commit())) {
      return Future.failedFuture("its copy holds commits up to " + reply.commit()
          + " that this store has lost: stop this aggregator and move its folder away, then the"
          + " copy is used");
    }
    if (copying != null && !copying.equals(keeper.store()) && live.containsKey(copying)) {
      return Future.failedFuture("its copy cannot go on, and another aggregator makes one");
    }
    Announcement primary = own.get();
    FollowRequest request = FollowRequest.startOver(
        primary.store(),
        reply.session(),
        feed.life(),
        primary.copyAddress(),
        heapBytes.getAsLong());
    return BusFollower.ask(vertx, keeper, request).map(begun -> {
      copying = keeper.store();
      tell(keeper.name() + " copies this store");
      return null;
    });
  }

  private void detached(Throwable cause) {
    BusFollower lost = follower;
    follower = null;
    long now = monotonicMillis.getAsLong();
    boolean wasSoon = now - attachedMillis < REFUSED_MILLIS;
    boolean isRefusing = wasSoon && chosen != null && live.containsKey(chosen);
    if (!isRefusing) {
      // One that refuses again and again is not waited for without end.
      lostMillis = now;
    }
    if (lost != null) {
      if (chosen != null && wasSoon) {
        refused.put(chosen, now);
      }
      tell(lost.name() + " does not follow any more: " + cause.getMessage());
    }
  }

  /** Logs what has changed, once. */
  private void tell(String now) {
    if (!Objects.equals(told, now)) {
      told = now;
      log.info("replica of this store: {}", now);
    }
  }
}
