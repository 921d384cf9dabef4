// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest;

import io.redstart.ingest.red.rule.ServiceLimits;
import io.redstart.process.RepeatingTask;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;

/** Sweeps the limits of services and brings their meters up to date, from time to time. */
final class ServiceLimitsVerticle extends VerticleBase {
  private static final Duration PUBLISH_INTERVAL = Duration.ofSeconds(10);

  private final ServiceLimits limits;
  private final Duration sweepInterval;

  /**
   * Takes the limits, which it closes in the end.
   *
   * @param sweepInterval after one to two of these without a span, a label set is given back
   */
  ServiceLimitsVerticle(ServiceLimits limits, Duration sweepInterval) {
    this.limits = limits;
    this.sweepInterval = sweepInterval;
  }

  @Override
  public Future<?> start() {
    RepeatingTask.every(
        vertx, PUBLISH_INTERVAL.toMillis(), "publishing the limits' meters", limits::publish);
    RepeatingTask.every(
        vertx, sweepInterval.toMillis(), "giving idle label sets back", limits::sweep);
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    limits.close();
    return Future.succeededFuture();
  }
}
