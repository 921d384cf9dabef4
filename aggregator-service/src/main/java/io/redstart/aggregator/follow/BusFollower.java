// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.follow;

import io.redstart.aggregator.journal.RecordRun;
import io.redstart.aggregator.store.RecordFeed;
import io.redstart.model.StoreId;
import io.redstart.wire.Announcement;
import io.redstart.wire.FollowReply;
import io.redstart.wire.FollowRequest;
import io.redstart.wire.Frame;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.util.function.Consumer;

/** Another aggregator that follows this process's store, in one session. */
final class BusFollower implements RecordFeed.Follower {
  private static final long ANSWER_MAX_MILLIS = 8_000;

  private static final DeliveryOptions OPTIONS =
      new DeliveryOptions().setSendTimeout(ANSWER_MAX_MILLIS);

  private final Vertx vertx;
  private final Context context;
  private final Announcement keeper;
  private final StoreId store;
  private final long session;
  private final long life;
  private final Consumer<Throwable> onDetached;

  /**
   * Creates a follower.
   *
   * @param onDetached is called on the context when the follower gets nothing more
   */
  BusFollower(
      Vertx vertx,
      Announcement keeper,
      StoreId store,
      long session,
      long life,
      Consumer<Throwable> onDetached) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.keeper = keeper;
    this.store = store;
    this.session = session;
    this.life = life;
    this.onDetached = onDetached;
  }

  /** Asks an aggregator. Fails if it does not answer, or refuses. */
  static Future<FollowReply> ask(Vertx vertx, Announcement keeper, FollowRequest request) {
    return vertx
        .eventBus()
        .<Frame>request(keeper.followAddress(), request.toFrame(), OPTIONS)
        .map(message -> FollowReply.from(message.body()))
        .compose(reply -> reply.outcome() == FollowReply.Outcome.REFUSED
            ? Future.failedFuture(keeper.name() + " refuses: " + reply.message())
            : Future.succeededFuture(reply));
  }

  @Override
  public String name() {
    return keeper.name();
  }

  @Override
  public Future<Long> send(RecordRun records, long sealedMillis) {
    FollowRequest request =
        FollowRequest.records(store, session, life, sealedMillis, records.bytes());
    Promise<Long> durable = Promise.promise();
    context.runOnContext(
        now -> ask(vertx, keeper, request).map(FollowReply::commit).onComplete(durable::handle));
    return durable.future();
  }

  @Override
  public void detached(Throwable cause) {
    context.runOnContext(now -> onDetached.accept(cause));
  }
}
