// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.crash;

import io.redstart.load.Receipt;
import io.redstart.load.Sender;
import io.redstart.load.Workload;
import io.redstart.load.cluster.Member;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Sends as from behind a load balancer: to its own ingest service while this one acknowledges, and
 * after any other answer to the next one for a while.
 */
final class MovingSender implements Sender {
  private static final long HOME_NANOS = TimeUnit.SECONDS.toNanos(5);

  /**
   * A way to one ingest service.
   *
   * @param ingest the service
   * @param sender a connection to it
   */
  record Way(Member ingest, Sender sender) {}

  private final List<Way> ways;
  private final int home;
  private final Waits waits;
  private int present;
  private long homeNanos;

  /**
   * Creates a sender.
   *
   * @param home the index of the way that it prefers
   * @param waits records how long it waits for answers
   */
  MovingSender(List<Way> ways, int home, Waits waits) {
    this.ways = List.copyOf(ways);
    this.home = home;
    this.waits = waits;
    this.present = home;
  }

  @Override
  public Future<Reply> send(Workload.Body body) {
    long startNanos = waits.now();
    if (present != home && System.nanoTime() - homeNanos > 0) {
      present = home;
    }
    int way = present;
    Member ingest = ways.get(way).ingest();
    int freezes = ingest.freezes();
    return ways.get(way).sender().send(body).onSuccess(reply -> {
      waits.add(ingest, freezes, startNanos, reply);
      boolean served = reply.answer() == Receipt.ACKNOWLEDGED || reply.answer() == Receipt.PARTIAL;
      if (!served && way == present) {
        present = (way + 1) % ways.size();
        homeNanos = System.nanoTime() + HOME_NANOS;
      }
    });
  }

  @Override
  public Future<Void> close() {
    return Future.join(ways.stream().map(way -> way.sender().close()).toList()).mapEmpty();
  }
}
