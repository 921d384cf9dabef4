// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import io.redstart.aggregator.AggregatorService;
import io.redstart.config.Endpoint;
import io.redstart.deploy.cluster.ClusterService;
import io.redstart.memory.MemoryPlan;
import io.redstart.telemetry.TelemetryService;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.BindException;
import java.util.List;
import java.util.Map;

/** Runs one service in this process, on a Vert.x instance that is a member of the cluster. */
final class ClusteredRole implements Program {
  private final Role role;
  private final RedstartConfig settings;
  private final String address;
  private final Services services;

  ClusteredRole(Role role, RedstartConfig settings, MemoryPlan memory) {
    this.role = role;
    this.settings = settings;
    this.address = address(settings);
    this.services =
        new Services(settings.withAggregatorName(address), memory, TelemetryService.create());
  }

  /** Returns the address, by which processes are named, since it survives a restart. */
  private static String address(RedstartConfig settings) {
    try {
      return ClusterService.advertised(settings.cluster()).toString();
    } catch (IOException e) {
      // Joining the cluster will fail with the same reason and report it.
      return "";
    }
  }

  /** Returns the label {@code instance} of the process's own metrics. */
  private String instance() {
    return role == Role.AGGREGATOR
        ? settings.withAggregatorName(address).aggregator().name()
        : address;
  }

  @Override
  public Future<Map<String, Endpoint>> start() {
    List<String> taken = TakenPorts.explain(Role.clusterEndpoints(settings));
    if (!taken.isEmpty()) {
      // Hazelcast and Vert.x would log two stack traces each before they fail.
      return Future.failedFuture(new BindException(String.join("; ", taken)));
    }
    VertxOptions options = new VertxOptions().setEventLoopPoolSize(eventLoops());
    return ClusterService.join(
            settings.cluster(), options, builder -> services.observe(builder, options))
        .compose(vertx -> services
            .listen(vertx)
            .compose(listening -> services.keepHistory(vertx, instance(), role.command()))
            .compose(keeping -> startService(vertx))
            .map(started -> services.ready(vertx)));
  }

  /**
   * Returns one event loop for each shard of an aggregator, otherwise one for each processor. With
   * more, as by Vert.x's default of two for each processor, a message wakes up several on its way.
   */
  private int eventLoops() {
    return role == Role.AGGREGATOR
        ? AggregatorService.shardCount(true)
        : Runtime.getRuntime().availableProcessors();
  }

  private Future<?> startService(Vertx vertx) {
    return switch (role) {
      case INGEST -> services.startIngest(vertx);
      case AGGREGATOR -> services.startAggregator(vertx);
      case QUERY -> services.startQuery(vertx);
      case ALL_IN_ONE, DEMO -> throw new IllegalStateException(role + " is not one service");
    };
  }

  @Override
  public Future<Void> stop() {
    return services.stop();
  }
}
