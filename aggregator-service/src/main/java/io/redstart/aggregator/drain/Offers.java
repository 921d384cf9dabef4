// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.drain;

import io.redstart.process.FatalErrors;
import io.redstart.wire.Announcement;
import io.redstart.wire.Frame;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.util.Comparator;
import java.util.List;

/** Asks all other aggregators whether they can keep a store. */
final class Offers {
  private static final DeliveryOptions OPTIONS = new DeliveryOptions().setSendTimeout(5_000);

  /**
   * Those without a copy come first, so that the copy of a follower remains as a second one; then
   * those with the most free room; of equals, the one with the smaller store id.
   */
  static final Comparator<Offer> ORDER = Comparator.comparing((Offer one) -> !one.refusal.isEmpty())
      .thenComparing(one -> one.hasCopy)
      .thenComparing(Comparator.comparingLong((Offer one) -> one.freeBytes).reversed())
      .thenComparing(one -> one.keeper.store());

  /**
   * An answer.
   *
   * @param keeper who answered
   * @param refusal why it cannot keep the store; empty if it can
   * @param freeBytes the free room of its disk
   * @param hasCopy whether it has a copy of the store already
   */
  record Offer(Announcement keeper, String refusal, long freeBytes, boolean hasCopy) {}

  private Offers() {}

  /** Returns who may keep stores of an aggregator: the others that accept batches now. */
  static List<Announcement> candidates(OwnStore own, List<Announcement> live) {
    return live.stream()
        .filter(one ->
            one.ready() && !one.isReplica() && !one.store().equals(own.store().id()))
        .toList();
  }

  /** Asks all candidates. Returns their answers, the best first. */
  static Future<List<Offer>> ask(
      Vertx vertx, OwnStore own, List<Announcement> live, KeepRequest request) {
    KeepRequest question = request.as(KeepRequest.Kind.OFFER);
    List<Future<Offer>> answers = candidates(own, live).stream()
        .map(keeper -> request(vertx, keeper.keepAddress(), question)
            .map(KeepReply::from)
            .map(reply -> new Offer(keeper, reply.refusal(), reply.freeBytes(), reply.hasCopy()))
            .otherwise(failure -> {
              FatalErrors.check(failure);
              return new Offer(keeper, "it does not answer: " + failure.getMessage(), 0, false);
            }))
        .toList();
    return Future.all(answers)
        .map(all -> answers.stream().map(Future::result).sorted(ORDER).toList());
  }

  static Future<Frame> request(Vertx vertx, String address, KeepRequest request) {
    return vertx.eventBus().<Frame>request(address, request.toFrame(), OPTIONS).map(Message::body);
  }
}
