// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.simulation;

import io.redstart.aggregator.AggregatorConfig;
import io.redstart.config.SettingsException;
import io.redstart.config.SettingsReader;
import io.redstart.config.SettingsSource;
import io.redstart.config.StoreConfig;
import io.redstart.memory.MemoryPlan;
import io.redstart.model.CellLayout;
import io.redstart.spanmetrics.HistogramConfig;
import io.redstart.spanmetrics.SpanMetricsConfig;
import io.redstart.spanmetrics.SpanMetricsConfig.Unit;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the processes of a simulation share.
 *
 * @param beginMillis the time of day at the beginning
 * @param replicas how many aggregators keep each span
 * @param problems receives what must not happen
 */
record Cluster(
    Schedule schedule,
    SimulatedBus bus,
    SplittableRandom random,
    Planted planted,
    long beginMillis,
    int replicas,
    List<String> problems) {
  private static final Logger log = LoggerFactory.getLogger(Cluster.class);

  static final long WINDOW_MILLIS = 5_000;
  static final String FOLDER = "/store";

  /** The longest time that a task waits for a worker. */
  private static final int WORKER_MAX_MILLIS = 30;

  static final List<StoreConfig.Tier> RETENTION = List.of(
      new StoreConfig.Tier(Duration.ofMillis(WINDOW_MILLIS), Duration.ofMinutes(30)),
      new StoreConfig.Tier(Duration.ofMinutes(1), Duration.ofHours(12)));

  static final StoreConfig STORE = new StoreConfig(FOLDER, RETENTION, false, 0);

  static final SpanMetricsConfig METRICS = new SpanMetricsConfig(
      "traces.span.metrics",
      new HistogramConfig(Unit.MS, List.of(Duration.ofMillis(2), Duration.ofMillis(100))),
      List.of());

  static final CellLayout LAYOUT = METRICS.layout();

  /** Returns the settings of an aggregator. */
  AggregatorConfig aggregator(String name) {
    try {
      SettingsSource named =
          SettingsSource.assignments(List.of("name=" + name, "replicas=" + replicas));
      return SettingsReader.read(AggregatorConfig.class, named).value();
    } catch (SettingsException e) {
      throw new IllegalStateException(e);
    }
  }

  static MemoryPlan memory() {
    return MemoryPlan.ofAll(512L << 20);
  }

  /** Returns the time of day, by a clock that is right. */
  long nowMillis() {
    return beginMillis + schedule.now();
  }

  SimulatedProcess process(String name, long wallOffsetMillis) {
    return new SimulatedProcess(
        name, schedule, beginMillis + wallOffsetMillis, random.nextLong(1_000_000));
  }

  SimulatedVertx vertx(SimulatedProcess process) {
    return new SimulatedVertx(process, bus, () -> random.nextLong(WORKER_MAX_MILLIS));
  }

  /** Logs what happens, for a run that is repeated alone. */
  void log(String what) {
    log.info("{} ms: {}", schedule.now(), what);
  }

  /** Records what must not happen. */
  void problem(String what) {
    problems.add("at " + schedule.now() + " ms: " + what);
  }
}
