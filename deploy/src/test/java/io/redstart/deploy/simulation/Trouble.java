// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.simulation;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** What goes wrong in a run, and when. */
final class Trouble implements SimulatedBus.Weather {
  /** The kinds of trouble. */
  enum Kind {
    KILL,
    POWER_CUT,
    STOP,
    FREEZE,
    SLOW_DISK,
    FAILED_SYNC,
    FULL_DISK,
    CUT_LINK,
    CLOCK_STEP,
    KILL_INGEST,
    STOP_INGEST,
    FREEZE_INGEST,
    LOST_VOLUME,
    LOST_FOR_GOOD,
    DRAIN
  }

  private static final long LATE_MAX_MILLIS = 6_000;
  private static final long SLOW_MAX_MILLIS = 8_000;
  /** Below 1 MiB nothing is appended, below 4 MiB spans are refused. */
  private static final long FULL_MAX_BYTES = 4 << 20;

  private static final long OFFSET_MAX_MILLIS = 5_000;

  private final Cluster cluster;
  private final SplittableRandom random;
  private final List<Aggregator> aggregators;
  private final List<Ingest> ingests;
  private final String querier;
  private final Operator operator;
  private boolean isVolumeLost;
  private final int lossPercent;
  private final int latePercent;
  private final int copyPercent;
  private final int nobodyPercent;
  private final long everyMaxMillis;
  /** Whether volumes are lost: their counts are missing, with a warning, until they are found. */
  final boolean losesVolumes;

  private final boolean drains;

  private final int[] counts = new int[Kind.values().length];
  private boolean isOver;
  boolean isPaused;
  private long steppedMillis;

  Trouble(
      Cluster cluster,
      SplittableRandom random,
      List<Aggregator> aggregators,
      List<Ingest> ingests,
      String querier,
      Operator operator) {
    this.cluster = cluster;
    this.random = random;
    this.aggregators = aggregators;
    this.ingests = ingests;
    this.querier = querier;
    this.operator = operator;
    boolean calm = random.nextInt(3) == 0;
    lossPercent = calm ? 0 : random.nextInt(8);
    latePercent = calm ? 0 : random.nextInt(8);
    copyPercent = calm ? 0 : random.nextInt(8);
    nobodyPercent = calm ? 0 : random.nextInt(4);
    losesVolumes = cluster.replicas() == 1 && random.nextInt(4) == 0;
    drains = random.nextInt(3) == 0;
    everyMaxMillis = random.nextLong(2_000, 12_000);
  }

  void begin() {
    cluster.bus().weather = this;
    cluster.schedule().after(random.nextLong(everyMaxMillis), this::again);
  }

  private void again() {
    if (!isOver && !isPaused) {
      Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
      counts[kind.ordinal()]++;
      cluster.log("trouble: " + kind);
      make(kind);
    }
    if (!isOver) {
      cluster.schedule().after(random.nextLong(everyMaxMillis), this::again);
    }
  }

  private void make(Kind kind) {
    Aggregator aggregator = aggregators.get(random.nextInt(aggregators.size()));
    Ingest ingest = ingests.get(random.nextInt(ingests.size()));
    switch (kind) {
      case KILL -> aggregator.kill(false);
      case POWER_CUT -> aggregator.kill(true);
      case STOP -> aggregator.stop();
      case FREEZE -> aggregator.freeze(random.nextLong(1, 9_000));
      case SLOW_DISK -> slowDisk(aggregator);
      case FAILED_SYNC -> aggregator.failSync();
      case FULL_DISK ->
        aggregator.fillDisk(random.nextLong(FULL_MAX_BYTES), random.nextLong(8_000));
      case CUT_LINK -> {
        String other = switch (random.nextInt(4)) {
          case 0 -> querier;
          case 1 -> aggregators.get(random.nextInt(aggregators.size())).name;
          default -> ingest.name;
        };
        cluster.bus().cut(aggregator.name, other, true);
        cluster
            .schedule()
            .after(
                random.nextLong(1, 10_000), () -> cluster.bus().cut(aggregator.name, other, false));
      }
      case CLOCK_STEP -> {
        long offsetMillis = random.nextLong(-OFFSET_MAX_MILLIS, OFFSET_MAX_MILLIS);
        steppedMillis += aggregator.setClock(offsetMillis);
        if (random.nextBoolean()) {
          // The machine was started again, and its clock is wrong.
          aggregator.kill(random.nextBoolean());
        }
      }
      case LOST_VOLUME -> {
        if (losesVolumes) {
          aggregator.swapVolumes();
        }
      }
      case LOST_FOR_GOOD -> {
        if (!isVolumeLost && !operator.hasDrained()) {
          aggregator.loseVolume().ifPresent(store -> {
            isVolumeLost = true;
            operator.forget(aggregator.name, store);
          });
        }
      }
      case DRAIN -> {
        if (drains) {
          operator.drain(aggregator);
        }
      }
      case KILL_INGEST -> ingest.kill();
      case STOP_INGEST -> ingest.stop();
      case FREEZE_INGEST -> ingest.freeze(random.nextLong(1, Ingest.FREEZE_MAX_MILLIS));
    }
  }

  /** Syncs take seconds for a while, or for ever, until the process ends. */
  private void slowDisk(Aggregator aggregator) {
    boolean losesPower = random.nextBoolean();
    long endMillis = random.nextLong(SLOW_MAX_MILLIS);
    if (random.nextBoolean()) {
      aggregator.hang();
      cluster.schedule().after(endMillis, () -> {
        if (!isOver) {
          aggregator.kill(losesPower);
        }
      });
    } else {
      aggregator.syncMaxMillis = random.nextLong(100, SLOW_MAX_MILLIS);
      cluster.schedule().after(endMillis, () -> aggregator.syncMaxMillis = Aggregator.SYNC_MILLIS);
    }
  }

  /** Ends all trouble, and returns the aggregators of lost volumes. */
  List<Aggregator> end() {
    isOver = true;
    cluster.bus().weather = SimulatedBus.FAIR;
    cluster.bus().joinAll();
    ingests.forEach(Ingest::start);
    aggregators.forEach(Aggregator::heal);
    List<Aggregator> found =
        aggregators.stream().flatMap(one -> one.ofLostVolume().stream()).toList();
    found.forEach(Aggregator::start);
    return found;
  }

  /**
   * Returns how long after an acknowledgement its window may be sealed by the clock of any member:
   * the window and its gap, what clocks differ by, and a window for each start.
   */
  long lagMillis() {
    int starts = aggregators.stream().mapToInt(Aggregator::starts).max().orElse(0);
    return 9_000 + steppedMillis + starts * Cluster.WINDOW_MILLIS;
  }

  /** Returns whether there are copies of stores. */
  boolean hasCopies() {
    return drains || cluster.replicas() > 1;
  }

  /** Returns whether a volume was lost for good. */
  boolean isVolumeLost() {
    return isVolumeLost;
  }

  /** Returns how often there was a kind of trouble. */
  int count(Kind kind) {
    return counts[kind.ordinal()];
  }

  @Override
  public int copies() {
    if (percent(lossPercent)) {
      return 0;
    }
    return percent(copyPercent) ? 2 : 1;
  }

  @Override
  public long delayMillis() {
    return percent(latePercent) ? random.nextLong(300, LATE_MAX_MILLIS) : random.nextLong(1, 30);
  }

  @Override
  public boolean findsNobody() {
    return percent(nobodyPercent);
  }

  private boolean percent(int chance) {
    return random.nextInt(100) < chance;
  }

  @Override
  public String toString() {
    return Arrays.toString(counts);
  }
}
