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
 * <p>A copy of the whole store is costly, so a follower that was lost has {@value #BACK_MILLIS} ms to
 * come back before another one starts over.
 */
public final class FollowerSearch extends VerticleBase {
  /** How long a lost follower, or any holder of a copy at the start, is waited for. */
  static final long BACK_MILLIS = 30_000;

  /** How long an aggregator that refused, or did not answer, is not asked again. */
  static final long REFUSED_MILLIS = 10_000;

  private static final long LOOK_EVERY_MILLIS = 500;
  private static final Logger log = LoggerFactory.getLogger(FollowerSearch.class);

  private record Heard(Announcement announcement, long atMillis) {}

  private final RecordFeed feed;
  private final Supplier<Announcement> own;
  private final LongSupplier monotonicMillis;
  /** The live aggregators, by the ids of their stores. */
  private final Map<StoreId, Heard> live = new TreeMap<>();
  /** The aggregators that hold a copy of this store, by name. */
  private final Map<String, Long> holders = new HashMap<>();

  private final Map<StoreId, Long> refused = new HashMap<>();
  private @Nullable BusFollower follower;
  private @Nullable StoreId chosen;
  private boolean isAsking;
  private long lostMillis;
  private long attachedMillis;
  private String told = "";

  /**
   * Creates a search.
   *
   * @param own returns the announcement of this process's store
   * @param monotonicMillis a clock for measuring elapsed time, in milliseconds
   */
  public FollowerSearch(RecordFeed feed, Supplier<Announcement> own, LongSupplier monotonicMillis) {
    this.feed = feed;
    this.own = own;
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
        .filter(one -> holders.containsKey(one.name()) || one.store().equals(chosen))
        .min(Comparator.comparing(one -> !one.store().equals(chosen)));
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

  /** At the start it is enough to hear everybody a few times. */
  private long patienceMillis() {
    return chosen == null ? StoreDirectory.SILENCE_MAX_MILLIS : BACK_MILLIS;
  }

  private void ask(Announcement keeper) {
    isAsking = true;
    chosen = keeper.store();
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
      tell(keeper.name() + " copies this store");
      return Future.succeededFuture();
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
    tell(keeper.name() + " copies this store");
    FollowRequest request = FollowRequest.startOver(
        own.get().store(), reply.session(), feed.life(), own.get().copyAddress());
    return BusFollower.ask(vertx, keeper, request).mapEmpty();
  }

  private void detached(Throwable cause) {
    BusFollower lost = follower;
    follower = null;
    lostMillis = monotonicMillis.getAsLong();
    if (lost != null) {
      if (chosen != null && lostMillis - attachedMillis < REFUSED_MILLIS) {
        refused.put(chosen, lostMillis);
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
