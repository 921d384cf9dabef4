// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.drain;

import io.redstart.aggregator.replica.KeptReplicas;
import io.redstart.aggregator.replica.Replica;
import io.redstart.aggregator.store.StoreLives;
import io.redstart.model.StoreId;
import io.redstart.process.FatalErrors;
import io.redstart.wire.Announcement;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the copies that nobody needs any more: those of a store that was handed over to another
 * keeper, such as the copy of its follower. It asks that keeper, which serves the store and knows
 * whether the leaver has written the mark, and whether all counts of this copy are there.
 *
 * <p>Belongs to its event loop.
 */
final class NeedlessCopies {
  private static final long ASK_EVERY_MILLIS = TimeUnit.SECONDS.toMillis(5);
  private static final Logger log = LoggerFactory.getLogger(NeedlessCopies.class);

  private final Vertx vertx;
  private final String own;
  private final KeptReplicas replicas;
  private final Predicate<StoreId> isTakenOver;
  /** The other aggregators, by name. */
  private final Map<String, Announcement> aggregators = new HashMap<>();
  /** The stores that were just asked for. */
  private final Set<StoreId> asked = new HashSet<>();

  /**
   * Creates an instance that has heard nothing.
   *
   * @param own the name of this aggregator
   * @param isTakenOver whether this aggregator is taking a store over, or just has
   */
  NeedlessCopies(Vertx vertx, String own, KeptReplicas replicas, Predicate<StoreId> isTakenOver) {
    this.vertx = vertx;
    this.own = own;
    this.replicas = replicas;
    this.isTakenOver = isTakenOver;
  }

  void heard(Announcement announced) {
    if (!announced.isReplica()) {
      aggregators.put(announced.name(), announced);
    } else if (!announced.keeper().equals(own)) {
      Announcement keeper = aggregators.get(announced.keeper());
      if (keeper != null) {
        replicas.find(announced.store()).ifPresent(replica -> look(replica, keeper));
      }
    }
  }

  private void look(Replica replica, Announcement keeper) {
    StoreId store = replica.id();
    if (isNeeded(replica) || !asked.add(store)) {
      return;
    }
    KeepRequest question = KeepRequest.covers(store, replica.life(), replica.lastCommit());
    vertx
        .executeBlocking(() -> StoreLives.in(replica.folder()).isEmpty(), false)
        .compose(mayGo -> mayGo
            ? Offers.request(vertx, keeper.keepAddress(), question).map(KeepReply::from)
            : Future.succeededFuture(KeepReply.refused("this copy is the store")))
        .compose(reply -> reply.isServed() ? discard(replica, keeper) : Future.succeededFuture())
        .compose(done -> vertx.timer(ASK_EVERY_MILLIS))
        .onFailure(failure -> {
          FatalErrors.check(failure);
          log.debug("cannot ask {} for store {}", keeper.name(), store, failure);
        })
        .onComplete(done -> asked.remove(store));
  }

  private boolean isNeeded(Replica replica) {
    return replica.isFollowed() || isTakenOver.test(replica.id());
  }

  private Future<Void> discard(Replica replica, Announcement keeper) {
    StoreId store = replica.id();
    if (isNeeded(replica) || !replicas.claim(store)) {
      return Future.succeededFuture();
    }
    return replicas
        .discard(store, keeper.name() + " has taken the store over")
        .onComplete(done -> replicas.release(store));
  }
}
