// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest;

import io.redstart.ingest.red.rule.ServiceLimits;
import io.redstart.process.RepeatingTask;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;

/** Sweeps the limits of services and updates their meters, both periodically. */
final class ServiceLimitsVerticle extends VerticleBase {
  private static final Duration PUBLISH_INTERVAL = Duration.ofSeconds(10);

  private final ServiceLimits limits;
  private final Duration sweepInterval;

  /**
   * Makes a verticle that closes the limits when it stops.
   *
   * @param sweepInterval a label set is released after one to two intervals without a span
   */
  ServiceLimitsVerticle(ServiceLimits limits, Duration sweepInterval) {
    this.limits = limits;
    this.sweepInterval = sweepInterval;
  }

  @Override
  public Future<?> start() {
    RepeatingTask.every(
        vertx, PUBLISH_INTERVAL.toMillis(), "updating the limits' meters", limits::publish);
    RepeatingTask.every(
        vertx, sweepInterval.toMillis(), "releasing idle label sets", limits::sweep);
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    limits.close();
    return Future.succeededFuture();
  }
}
