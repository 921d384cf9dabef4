// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cluster;

import com.hazelcast.config.Config;
import io.vertx.core.Completable;
import io.vertx.core.Vertx;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;

/** Vert.x's cluster manager for Hazelcast, with what must be ready before the event bus starts. */
final class Membership extends HazelcastClusterManager {
  private final EventBusTls tls;
  private Vertx own;

  // Vert.x calls init before anything else.
  @SuppressWarnings("NullAway.Init")
  Membership(Config config, EventBusTls tls) {
    super(config);
    this.tls = tls;
  }

  @Override
  public void init(Vertx vertx) {
    super.init(vertx);
    own = vertx;
    tls.watch(vertx);
  }

  /** Fails if the files of the event bus's TLS cannot be used: Vert.x's errors name no setting. */
  @Override
  public void join(Completable<Void> joined) {
    own.<Void>executeBlocking(() -> {
          tls.checkFiles(own);
          return null;
        })
        .onComplete(checked -> super.join(joined), joined::fail);
  }
}
