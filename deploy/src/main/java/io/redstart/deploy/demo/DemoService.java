// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;

/** Runs the demo's shop. */
public final class DemoService {
  private final Vertx vertx;
  private final String deployment;

  private DemoService(Vertx vertx, String deployment) {
    this.vertx = vertx;
    this.deployment = deployment;
  }

  /** Starts the shop, which sends its spans to an OTLP/HTTP endpoint until it is stopped. */
  public static Future<DemoService> start(Vertx vertx, String host, int port) {
    return vertx
        .deployVerticle(new DemoShopVerticle(InstantSource.system(), host, port))
        .map(deployment -> new DemoService(vertx, deployment));
  }

  /** Stops the shop. */
  public Future<Void> stop() {
    return vertx.undeploy(deployment);
  }
}
