// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.cluster;

import io.redstart.process.FatalErrors;
import io.redstart.query.history.MemberFacts;
import io.redstart.query.source.StoresHeard;
import io.redstart.wire.Announcement;
import io.redstart.wire.ClusterReply;
import io.redstart.wire.ClusterRequest;
import io.redstart.wire.ClusterRequest.Kind;
import io.redstart.wire.Frame;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reports the state of the cluster, and passes an operator's wishes on to the aggregators. */
public final class ClusterDesk {
  private static final DeliveryOptions FACTS = new DeliveryOptions().setSendTimeout(2_000);
  /** Asking all others for room takes up to 5 s. */
  private static final DeliveryOptions ACTIONS = new DeliveryOptions().setSendTimeout(15_000);

  private final Vertx vertx;
  private final Supplier<Future<StoresHeard>> stores;
  private final Supplier<List<MemberFacts>> members;

  /**
   * Creates a desk.
   *
   * @param stores returns what was heard of all stores
   * @param members returns what was heard of all processes
   */
  public ClusterDesk(
      Vertx vertx, Supplier<Future<StoresHeard>> stores, Supplier<List<MemberFacts>> members) {
    this.vertx = vertx;
    this.stores = stores;
    this.members = members;
  }

  /** Returns the state of the cluster as a tree of maps, lists, strings and numbers. */
  public Future<Map<String, Object>> status() {
    return stores.get().compose(heard -> {
      Map<Announcement, Future<Optional<ClusterReply.Facts>>> asked = new HashMap<>();
      heard.live().stream()
          .filter(one -> !one.isReplica())
          .forEach(one -> asked.put(one, facts(one)));
      return Future.join(List.copyOf(asked.values()))
          .map(all -> ClusterTree.of(heard, members.get(), one -> factsOf(asked.get(one))));
    });
  }

  private static Optional<ClusterReply.Facts> factsOf(
      @Nullable Future<Optional<ClusterReply.Facts>> asked) {
    return asked == null ? Optional.empty() : asked.result();
  }

  private Future<Optional<ClusterReply.Facts>> facts(Announcement store) {
    return ask(store, new ClusterRequest(Kind.FACTS), FACTS)
        .map(reply -> Optional.of(reply.facts()))
        .otherwise(failure -> {
          FatalErrors.check(failure);
          return Optional.empty();
        });
  }

  private Future<ClusterReply> ask(
      Announcement store, ClusterRequest request, DeliveryOptions options) {
    return vertx
        .eventBus()
        .<Frame>request(store.clusterAddress(), request.toFrame(), options)
        .map(message -> ClusterReply.from(message.body()));
  }

  /**
   * Has an aggregator hand its stores over to others. Returns what happens now, for people.
   *
   * @return fails with a {@link ClusterRefusedException} if it is not possible
   */
  public Future<String> drain(String name) {
    return stores.get().compose(heard -> {
      Optional<Announcement> leaver = primary(heard, name);
      if (leaver.isPresent()) {
        return ask(leaver.get(), new ClusterRequest(Kind.DRAIN), ACTIONS)
            .map(ClusterReply::refusal)
            .transform(refusal -> refusal.failed()
                ? unanswered(name, refusal.cause())
                : refusal.result().isEmpty()
                    ? Future.succeededFuture("aggregator " + name + " hands its stores over")
                    : refuse(refusal.result()));
      }
      Optional<Announcement> kept = heard.live().stream()
          .filter(one -> one.isReplica() && one.name().equals(name))
          .findFirst();
      return kept.isPresent()
          ? Future.succeededFuture("aggregator " + name + " is drained already: "
              + kept.get().keeper() + " keeps its store")
          : refuse("no aggregator " + name + " answers; known are " + names(heard));
    });
  }

  /** A request that was sent can have begun a drain, although no answer came. */
  private static Future<String> unanswered(String name, Throwable failure) {
    FatalErrors.check(failure);
    boolean isUnheard =
        failure instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS;
    return isUnheard
        ? refuse("aggregator " + name + " does not answer: " + failure.getMessage())
        : Future.succeededFuture(
            "aggregator " + name + " may have begun to hand its stores over, but"
                + " did not say so: " + failure.getMessage());
  }

  private static Optional<Announcement> primary(StoresHeard heard, String name) {
    return heard.live().stream()
        .filter(one -> !one.isReplica() && one.name().equals(name))
        .findFirst();
  }

  private static List<String> names(StoresHeard heard) {
    return heard.live().stream()
        .filter(one -> !one.isReplica())
        .map(Announcement::name)
        .sorted()
        .toList();
  }

  /**
   * Buries the silent stores of a name, at the first aggregator that answers; the others hear it
   * within a second. Returns what has happened, for people.
   *
   * @return fails with a {@link ClusterRefusedException} if it is not possible
   */
  public Future<String> forget(String name) {
    return stores.get().compose(heard -> {
      List<Announcement> primaries =
          heard.live().stream().filter(one -> !one.isReplica()).toList();
      return forget(name, primaries, 0);
    });
  }

  private Future<String> forget(String name, List<Announcement> primaries, int next) {
    if (next == primaries.size()) {
      return refuse("no aggregator answers that could forget " + name);
    }
    return ask(primaries.get(next), new ClusterRequest(Kind.FORGET, name), ACTIONS)
        .transform(reply -> {
          if (reply.failed()) {
            FatalErrors.check(reply.cause());
            return forget(name, primaries, next + 1);
          }
          String refusal = reply.result().refusal();
          return refusal.isEmpty()
              ? Future.succeededFuture("aggregator " + name + " is forgotten")
              : refuse(refusal);
        });
  }

  private static <T> Future<T> refuse(String reason) {
    return Future.failedFuture(new ClusterRefusedException(reason));
  }
}
