// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.simulation;

import io.redstart.aggregator.AggregatorConfig;
import io.redstart.aggregator.AggregatorService;
import io.redstart.aggregator.keyvalue.KeyValues;
import io.redstart.aggregator.sealed.SealedRows;
import io.redstart.aggregator.sealed.StoreHead;
import io.redstart.model.StoreId;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** An aggregator: a volume, and one process after the other that serves it. */
final class Aggregator {
  /** How long a cluster believes that a process is there that has ended without a word. */
  private static final int BELIEVED_MAX_MILLIS = 8_000;

  private static final int RESTART_MAX_MILLIS = 8_000;
  private static final long FOR_EVER_MILLIS = 1_000_000;
  private static final Path ROWS = Path.of(Cluster.FOLDER, "rows");
  private static final int SHARDS_MAX = 3;
  static final long SYNC_MILLIS = 20;

  final String name;
  private final Cluster cluster;
  private final SplittableRandom random;
  private final long incarnation;
  private final AggregatorConfig config;
  private @Nullable SimulatedProcess process;
  private @Nullable AggregatorService service;
  private @Nullable SimulatedHost host;
  private SimulatedDisk disk;
  private @Nullable SimulatedDisk lost;
  private long wallOffsetMillis;
  private int starts;
  private boolean isStopping;
  private boolean isFailing;
  /** The longest time that a sync takes. */
  long syncMaxMillis = SYNC_MILLIS;

  private boolean isHanging;

  Aggregator(String name, Cluster cluster) {
    this(name, cluster, null);
  }

  private Aggregator(String name, Cluster cluster, @Nullable SimulatedDisk volume) {
    this.name = name;
    this.cluster = cluster;
    this.random = cluster.random().split();
    this.disk = volume == null ? newVolume() : volume;
    this.incarnation = random.nextLong();
    this.config = cluster.aggregator(name);
    this.wallOffsetMillis = random.nextLong(-1_000, 1_000);
  }

  /** Returns a volume with an empty store, whose id follows from the seed. */
  private SimulatedDisk newVolume() {
    SimulatedDisk volume = new SimulatedDisk(random.split());
    beginStore(volume.chunks(ROWS).open(cluster.process(name, 0), () -> 0));
    return volume;
  }

  private void beginStore(KeyValues chunks) {
    long sinceMillis =
        Math.floorDiv(cluster.nowMillis(), Cluster.WINDOW_MILLIS) * Cluster.WINDOW_MILLIS;
    SealedRows.writeHead(
        chunks,
        new StoreHead(
            StoreHead.VERSION,
            new StoreId(random.nextLong(), random.nextLong()),
            sinceMillis,
            Cluster.RETENTION.stream().map(tier -> tier.window().toMillis()).toList()));
  }

  /** The volume is lost, and a new one takes its place; or it was found again. */
  void swapVolumes() {
    if (process != null) {
      kill(false);
      SimulatedDisk other = lost == null ? newVolume() : lost;
      lost = disk;
      disk = other;
    }
  }

  /**
   * The volume is lost for good, and a new one takes its place. Nothing is lost with it, because a
   * follower has a copy. Returns the store; nothing if there is no copy.
   */
  Optional<StoreId> loseVolume() {
    AggregatorService running = service;
    if (process == null || running == null || running.follower().isEmpty() || isStopping) {
      return Optional.empty();
    }
    StoreId store = running.storeId();
    kill(false);
    disk = newVolume();
    return Optional.of(store);
  }

  /** Returns an aggregator that serves the lost volume, if there is one. */
  Optional<Aggregator> ofLostVolume() {
    return Optional.ofNullable(lost).map(volume -> new Aggregator(name + "-lost", cluster, volume));
  }

  void start() {
    if (process != null) {
      return;
    }
    starts++;
    cluster.log(name + " starts");
    isStopping = false;
    SimulatedProcess own = cluster.process(name, wallOffsetMillis);
    process = own;
    cluster.planted().mounted(disk, own);
    boolean isSame = cluster.planted().keepsIncarnations();
    SimulatedHost hosting =
        new SimulatedHost(own, disk, random.split(), this::syncMillis, this::beginStore);
    host = hosting;
    AggregatorService.Environment environment = new AggregatorService.Environment(
        own,
        own::monotonicNanos,
        isSame ? SHARDS_MAX : random.nextInt(1, SHARDS_MAX + 1),
        failure -> fatal(own, failure),
        isSame ? incarnation : random.nextLong(),
        hosting);
    AggregatorService.start(
            cluster.vertx(own).vertx(),
            config,
            Cluster.STORE,
            Cluster.METRICS,
            Cluster.memory(),
            own.telemetry,
            environment)
        .onSuccess(started -> {
          service = started;
          cluster.planted().serves(started);
        })
        .onFailure(failure -> fatal(own, failure));
  }

  /** The process ends because something failed. Only what was made to fail may fail. */
  private void fatal(SimulatedProcess own, Throwable failure) {
    if (own.isDead()) {
      return;
    }
    if (!isFailing) {
      cluster.problem(name + " ended: " + failure);
    }
    kill(false);
  }

  /** Ends the process without a word, and starts another one later. */
  void kill(boolean losesPower) {
    SimulatedProcess own = process;
    if (own == null) {
      return;
    }
    end(own);
    if (losesPower) {
      disk.losePower();
    }
    cluster
        .schedule()
        .after(random.nextLong(BELIEVED_MAX_MILLIS), () -> cluster.bus().forget(own));
  }

  private void unmount() {
    if (host != null) {
      host.unmount();
    }
  }

  /** The run is over: lets go of the volume, and of all threads. */
  void leave() {
    unmount();
    if (process != null) {
      process.end();
    }
  }

  private void end(SimulatedProcess own) {
    cluster.log(name + " ends");
    unmount();
    own.end();
    disk.settle();
    disk.syncsUntilFailure = Integer.MAX_VALUE;
    isFailing = false;
    isHanging = false;
    process = null;
    service = null;
    cluster.schedule().after(restartMillis(), this::start);
  }

  private long restartMillis() {
    return random.nextInt(3) == 0 ? random.nextLong(1, 500) : random.nextLong(RESTART_MAX_MILLIS);
  }

  /** Ends the process as a release does, and starts another one later. */
  void stop() {
    AggregatorService running = service;
    SimulatedProcess own = process;
    if (running == null || own == null || isStopping) {
      return;
    }
    isStopping = true;
    running.stop().onComplete(stopped -> {
      if (own.isDead()) {
        return;
      }
      if (stopped.failed() && !isFailing) {
        cluster.problem(name + " could not stop: " + stopped.cause());
      }
      cluster.bus().forget(own);
      end(own);
    });
  }

  /** Lets one of the next syncs fail. */
  void failSync() {
    if (process != null) {
      isFailing = true;
      disk.syncsUntilFailure = random.nextInt(4);
    }
  }

  private long syncMillis() {
    return isHanging ? FOR_EVER_MILLIS : random.nextLong(syncMaxMillis + 1);
  }

  /** From now on syncs do not end, until the process does. */
  void hang() {
    isHanging = process != null;
  }

  /** Leaves little room on the volume for a while. */
  void fillDisk(long freeBytes, long millis) {
    SimulatedDisk filled = disk;
    filled.freeBytes = freeBytes;
    cluster.schedule().after(millis, () -> filled.freeBytes = SimulatedDisk.FREE_BYTES);
  }

  void freeze(long millis) {
    if (process != null) {
      process.freeze(millis);
    }
  }

  /** Sets the clock of its machine, and returns by how much it changed. */
  long setClock(long offsetMillis) {
    long steppedMillis = offsetMillis - wallOffsetMillis;
    wallOffsetMillis = offsetMillis;
    if (process != null) {
      process.step(steppedMillis);
    }
    return Math.abs(steppedMillis);
  }

  /** Ends all troubles. */
  void heal() {
    if (isHanging) {
      kill(true);
      isHanging = false;
    }
    syncMaxMillis = SYNC_MILLIS;
    disk.syncsUntilFailure = Integer.MAX_VALUE;
    isFailing = false;
    setClock(0);
    disk.freeBytes = SimulatedDisk.FREE_BYTES;
    start();
  }

  /** Returns whether its store has a follower that commits wait for. */
  boolean isFollowed() {
    return service != null && service.follower().isPresent();
  }

  int starts() {
    return starts;
  }

  @Nullable
  SimulatedProcess process() {
    return process;
  }
}
