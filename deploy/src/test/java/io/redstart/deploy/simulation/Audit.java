// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.simulation;

import io.redstart.model.Increment;
import io.redstart.model.Metric;
import io.redstart.model.StoreId;
import io.redstart.model.Weight;
import io.redstart.wire.Announcement;
import io.redstart.wire.Frame;
import io.redstart.wire.SelectHead;
import io.redstart.wire.SelectReply;
import io.redstart.wire.SelectRequest;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads everything that all stores hold, page by page, and adds it up without the query service. */
final class Audit {
  private static final long TIMEOUT_MILLIS = 10_000;
  private static final long ROWS_MILLIS = 12 * Cluster.WINDOW_MILLIS;

  private final Cluster cluster;
  private final SimulatedProcess process;

  Audit(Cluster cluster) {
    this.cluster = cluster;
    this.process = cluster.process("audit", 0);
  }

  /**
   * Reads all stores.
   *
   * @param stores how many there are, 0 if that is unknown
   */
  Books.Counts read(int stores) {
    Map<StoreId, Announcement> found = new TreeMap<>();
    cluster.bus().register(process, Announcement.ADDRESS, message -> {
      Announcement announcement = Announcement.from(message.body());
      found.merge(announcement.store(), announcement, Audit::better);
    });
    cluster.schedule().run(2_000);
    if (stores > 0 && found.size() != stores) {
      cluster.problem("after healing " + found.size() + " of " + stores + " stores are there");
    }
    Books.Counts counts = new Books.Counts();
    for (Announcement store : found.values()) {
      for (int shard = 0; shard < store.shards(); shard++) {
        read(store, shard, counts);
      }
    }
    return counts;
  }

  /** A store has precedence over its copies. */
  private static Announcement better(Announcement one, Announcement other) {
    if (one.isReplica() != other.isReplica()) {
      return one.isReplica() ? other : one;
    }
    return one.isReplica() && one.commit() > other.commit() ? one : other;
  }

  private void read(Announcement store, int shard, Books.Counts counts) {
    long throughMillis = store.sealedMillis();
    long fromMillis = throughMillis - ROWS_MILLIS;
    SelectRequest request = new SelectRequest(
        SelectRequest.Share.all(store.store()),
        Set.of(Metric.SPANS),
        List.of(),
        fromMillis,
        List.of(new SelectRequest.Tier(Cluster.WINDOW_MILLIS, throughMillis)),
        SelectRequest.Parts.CELLS,
        0,
        64 << 10);
    long cursor = 0;
    while (cursor >= 0) {
      Frame page = ask(
          store.selectAddress(shard),
          SelectHead.page(1, TIMEOUT_MILLIS).toFrame(request.withCursor(cursor)));
      SelectReply.Reader reader = new SelectReply.Reader(page, Cluster.LAYOUT);
      Increment base = new Increment();
      while (reader.next(base)) {
        int set = Shown.setOf(reader.labels());
        add(set, base, counts);
        for (int row = reader.rows(); row > 0; row--) {
          Increment increment = new Increment();
          reader.row(increment);
          add(set, increment, counts);
        }
        base = new Increment();
      }
      cursor = reader.nextCursor();
    }
  }

  private Frame ask(String address, Frame request) {
    Future<Message<Frame>> reply = cluster.bus().request(process, address, request, TIMEOUT_MILLIS);
    cluster.schedule().runUntil(reply::isComplete);
    if (reply.failed()) {
      throw new IllegalStateException(reply.cause());
    }
    return reply.result().body();
  }

  private static void add(int set, Increment increment, Books.Counts counts) {
    for (int i = 0; i < increment.cellCount(); i++) {
      counts.add(set, increment.cell(i), increment.count(i) / Weight.ONE);
    }
  }
}
