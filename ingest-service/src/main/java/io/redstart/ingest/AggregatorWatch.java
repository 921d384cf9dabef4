// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest;

import io.redstart.bus.StoreDirectory;
import io.redstart.telemetry.Health;
import io.redstart.wire.Announcement;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Reports the service as not ready while no known aggregator accepts observations. */
final class AggregatorWatch extends VerticleBase {
  private static final String CHECK = "ingest";

  private final LongSupplier monotonicMillis;
  private final Health health;
  private volatile boolean aggregatorReady;

  AggregatorWatch(LongSupplier monotonicMillis, Health health) {
    this.monotonicMillis = monotonicMillis;
    this.health = health;
  }

  @Override
  public Future<?> start() {
    health.check(
        CHECK, () -> aggregatorReady ? Optional.empty() : Optional.of("no aggregator is ready"));
    return new StoreDirectory(vertx, monotonicMillis, this::storesChanged).open();
  }

  private void storesChanged(List<Announcement> live) {
    aggregatorReady = live.stream().anyMatch(Announcement::ready);
  }

  @Override
  public Future<?> stop() {
    health.remove(CHECK);
    return Future.succeededFuture();
  }
}
