// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.horizon;

import io.redstart.bus.StoreDirectory;
import io.redstart.model.StoreId;
import io.redstart.process.FatalErrors;
import io.redstart.query.source.horizon.Horizon.Loss;
import io.redstart.wire.Announcement;
import io.redstart.wire.Frame;
import io.redstart.wire.KnownStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Finds the horizon of a query: asks every live store for its last sealed window and takes the
 * earliest answer. Call it on the Vert.x context of its {@link StoreDirectory}.
 */
public final class HorizonFinder {
  /** How long a store may take to report its state. */
  public static final long STATUS_TIMEOUT_MILLIS = 1_000;

  /** How long a query waits for windows that should have been sealed by now. */
  public static final long SEAL_WAIT_MAX_MILLIS = 1_000;

  private static final long ASK_AGAIN_MILLIS = 50;

  /** How many windows a store may be behind the furthest one before it counts as missing. */
  private static final int WINDOWS_BEHIND_MAX = 2;

  private static final DeliveryOptions STATUS =
      new DeliveryOptions().setSendTimeout(STATUS_TIMEOUT_MILLIS);

  private final Vertx vertx;
  private final StoreDirectory directory;
  private final long windowMillis;
  private final long retentionMillis;
  private final InstantSource wall;
  private final LongSupplier monotonicMillis;

  /**
   * Creates a finder.
   *
   * @param wall the time of day, up to which windows should be sealed
   * @param monotonicMillis a clock for measuring elapsed time, in milliseconds
   */
  public HorizonFinder(
      Vertx vertx,
      StoreDirectory directory,
      long windowMillis,
      long retentionMillis,
      InstantSource wall,
      LongSupplier monotonicMillis) {
    this.vertx = vertx;
    this.directory = directory;
    this.windowMillis = windowMillis;
    this.retentionMillis = retentionMillis;
    this.wall = wall;
    this.monotonicMillis = monotonicMillis;
  }

  /**
   * Finds the horizon of a query.
   *
   * @param lost incarnations of stores to leave out, without a warning
   * @param endMillis the time of the latest sample that the query can read
   */
  public Future<Horizon> find(List<Announcement> lost, long endMillis) {
    directory.forgetBefore(wall.millis() - retentionMillis);
    long wantedMillis = floorToWindow(Math.min(endMillis, wall.millis()));
    long deadlineMillis = monotonicMillis.getAsLong() + SEAL_WAIT_MAX_MILLIS;
    List<Announcement> asked = directory.live().stream()
        .filter(one -> lost.stream().noneMatch(one::isSameIncarnation))
        .toList();
    return ask(asked)
        .compose(answered -> await(answered, wantedMillis, deadlineMillis))
        .map(answered -> horizon(answered, lost));
  }

  private long floorToWindow(long millis) {
    return Math.floorDiv(millis, windowMillis) * windowMillis;
  }

  /** Asks stores and returns the announcements of those that answer. */
  private Future<List<Announcement>> ask(List<Announcement> stores) {
    List<Future<Optional<Announcement>>> answers =
        stores.stream().map(this::ask).toList();
    return Future.all(answers)
        .map(all -> answers.stream().flatMap(one -> one.result().stream()).toList());
  }

  private Future<Optional<Announcement>> ask(Announcement store) {
    Future<Message<Frame>> reply =
        vertx.eventBus().request(store.statusAddress(), new Frame(new byte[0]), STATUS);
    return reply
        .map(message -> Optional.of(Announcement.from(message.body())))
        .otherwise(failure -> {
          FatalErrors.check(failure);
          return Optional.empty();
        });
  }

  /** Asks again until all stores have sealed the wanted window or the time is up. */
  private Future<List<Announcement>> await(
      List<Announcement> answered, long wantedMillis, long deadlineMillis) {
    List<Announcement> counted = withoutMissing(answered);
    if (counted.isEmpty()
        || leastSealed(counted) >= wantedMillis
        || monotonicMillis.getAsLong() >= deadlineMillis) {
      return Future.succeededFuture(answered);
    }
    return vertx
        .timer(ASK_AGAIN_MILLIS)
        .compose(waited -> ask(answered))
        .compose(again -> await(again, wantedMillis, deadlineMillis));
  }

  private List<Announcement> withoutMissing(List<Announcement> answered) {
    long oldestMillis = front(answered) - WINDOWS_BEHIND_MAX * windowMillis;
    return answered.stream()
        .filter(one -> one.windowMillis() == windowMillis && one.sealedMillis() >= oldestMillis)
        .toList();
  }

  private static long leastSealed(List<Announcement> stores) {
    return stores.stream().mapToLong(Announcement::sealedMillis).min().orElse(0);
  }

  /** Returns the latest sealed stamp, but at most the time of our own clock. */
  private long front(List<Announcement> stores) {
    long most = stores.stream().mapToLong(Announcement::sealedMillis).max().orElse(0);
    return Math.min(most, floorToWindow(wall.millis()));
  }

  private Horizon horizon(List<Announcement> answered, List<Announcement> lost) {
    List<Announcement> counted = withoutMissing(answered);
    Set<String> warnings = new LinkedHashSet<>();
    Set<StoreId> answering = new HashSet<>();
    lost.forEach(one -> answering.add(one.store()));
    for (Announcement one : answered) {
      answering.add(one.store());
      if (one.windowMillis() != windowMillis) {
        warnings.add(MissingText.otherWindow(one.name(), one.windowMillis(), windowMillis));
      } else if (!counted.contains(one)) {
        warnings.add(MissingText.behind(one.name(), front(answered) - one.sealedMillis()));
      }
    }
    counted.stream()
        .filter(directory::mayLack)
        .forEach(one -> warnings.add(MissingText.incompleteCopy(one.name(), one.keeper())));
    for (Announcement one : directory.unserved()) {
      if (answering.add(one.store())) {
        warnings.add(
            MissingText.otherVersion(one.name(), one.leastVersion(), one.greatestVersion()));
      }
    }
    for (KnownStore one : directory.expected()) {
      if (!answering.contains(one.store())) {
        warnings.add(MissingText.silent(one.name()));
      }
    }
    if (answered.isEmpty() && directory.expected().isEmpty()) {
      warnings.add(
          directory.known().isEmpty() ? MissingText.NOBODY_KNOWN : MissingText.NOBODY_LEFT);
    }
    return new Horizon(leastSealed(counted), counted, new ArrayList<>(warnings), losses(counted));
  }

  /**
   * Returns the losses of all aggregators; of several stores that one aggregator lost, only the
   * last.
   */
  private List<Loss> losses(List<Announcement> counted) {
    Map<String, Long> lostMillis = new TreeMap<>();
    directory.lost().forEach(one -> lostMillis.merge(one.name(), one.end(), Math::max));
    List<Loss> losses = new ArrayList<>();
    for (Announcement one : counted) {
      Long gone = lostMillis.remove(one.name());
      if (gone != null) {
        long knownFromMillis = Math.max(gone, one.sinceMillis());
        losses.add(new Loss(knownFromMillis, MissingText.beganAnew(one.name(), knownFromMillis)));
      }
      if (one.evictedMillis() > 0) {
        losses.add(
            new Loss(one.evictedMillis(), MissingText.evicted(one.name(), one.evictedMillis())));
      }
    }
    lostMillis.forEach((name, gone) -> losses.add(new Loss(gone, MissingText.gone(name, gone))));
    return losses;
  }
}
