// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.status;

import io.redstart.query.api.answer.Reply;
import io.redstart.query.api.answer.Result;
import io.redstart.query.api.request.Parameters;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Answers the paths below {@code /api/v1/status} that need no data. */
public final class StatusEndpoints {
  private static final String PROMETHEUS_VERSION = "3.14.0";

  private final ServerFacts facts;
  private final InstantSource wall;
  private final Instant started;

  /** Makes the endpoints of a server that starts now. */
  public StatusEndpoints(ServerFacts facts, InstantSource wall) {
    this.facts = facts;
    this.wall = wall;
    this.started = wall.instant();
  }

  /**
   * Returns the Prometheus version that we are compatible with, and our own version as the revision.
   * It leaves {@code features} out: with them Grafana would mistake us for Mimir.
   */
  public Reply buildInfo(Parameters parameters) {
    Map<String, Object> build = new LinkedHashMap<>();
    build.put("version", PROMETHEUS_VERSION);
    build.put("revision", "redstart-" + facts.version());
    build.put("branch", "");
    build.put("buildUser", "");
    build.put("buildDate", "");
    build.put("goVersion", "");
    return Result.of(build);
  }

  /** Returns a configuration without targets or rules. */
  public Reply config(Parameters parameters) {
    return Result.of(Map.of("yaml", "global:\n  evaluation_interval: 1m\n"));
  }

  /** Returns the settings that Prometheus has flags for. */
  public Reply flags(Parameters parameters) {
    return Result.of(new TreeMap<>(facts.flags()));
  }

  /** Returns facts about the process; the words are Go's, the numbers the JVM's. */
  public Reply runtimeInfo(Parameters parameters) {
    Runtime jvm = Runtime.getRuntime();
    Map<String, Object> info = new LinkedHashMap<>();
    info.put("startTime", started.toString());
    info.put("CWD", "");
    info.put("hostname", "");
    info.put("serverTime", wall.instant().toString());
    info.put("reloadConfigSuccess", true);
    info.put("lastConfigTime", started.toString());
    info.put("corruptionCount", 0);
    info.put("goroutineCount", Thread.activeCount());
    info.put("GOMAXPROCS", jvm.availableProcessors());
    info.put("GOMEMLIMIT", jvm.maxMemory());
    info.put("GOGC", "");
    info.put("GODEBUG", "");
    info.put("storageRetention", facts.retention());
    return Result.of(info);
  }

  /** Returns no blocks: the aggregators' journals have none. */
  public Reply blocks(Parameters parameters) {
    return Result.of(Map.of("blocks", List.of()));
  }

  /** Returns that nothing is replayed: an aggregator announces itself after its replay. */
  public Reply walReplay(Parameters parameters) {
    Map<String, Object> replay = new LinkedHashMap<>();
    replay.put("min", 0);
    replay.put("max", 0);
    replay.put("current", 0);
    return Result.of(replay);
  }

  /** Returns no notifications. */
  public Reply notifications(Parameters parameters) {
    return Result.of(List.of());
  }
}
