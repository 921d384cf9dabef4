// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redstart.aggregator.fixture.FakeClock;
import io.redstart.aggregator.replica.HandoverMark;
import io.redstart.aggregator.replica.ReplicaFolders;
import io.redstart.aggregator.tool.FolderCopy;
import io.redstart.model.StoreId;
import io.redstart.wire.Announcement;
import io.redstart.wire.ChannelReply.ReplyOutcome;
import io.redstart.wire.ClusterReply;
import io.redstart.wire.ClusterRequest;
import io.redstart.wire.ClusterRequest.Kind;
import io.redstart.wire.KnownStore;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Aggregators of one Vert.x that hand their stores over to each other. */
@ExtendWith(VertxExtension.class)
@Timeout(90)
@Execution(ExecutionMode.CONCURRENT)
class DrainTest {
  private static final ClusterRequest DRAIN = new ClusterRequest(Kind.DRAIN);

  private final FakeClock time = FakeClock.at(1_000_000);

  @TempDir
  private Path root;

  private Vertx vertx;
  private TestDirectory directory;

  @BeforeEach
  void listen(Vertx fresh) throws Exception {
    vertx = fresh;
    directory = new TestDirectory(vertx);
  }

  private DiskService start(String name) throws Exception {
    DiskService started = DiskService.start(vertx, name, root.resolve(name), time);
    directory.await(started.storeId(), false);
    return started;
  }

  private Announcement drain(DiskService leaver) throws Exception {
    Announcement announced = directory.await(leaver.storeId(), false);
    assertThat(DiskService.ask(vertx, announced, DRAIN).refusal()).isEmpty();
    return directory.await(leaver.storeId(), true);
  }

  private Path replicaAt(String keeper, StoreId store) {
    return new ReplicaFolders(root.resolve(keeper)).of(store);
  }

  @Test
  void drainedStore_isServedByItsKeeperAndAcceptsNothing() throws Exception {
    DiskService a = start("a");
    DiskService b = start("b");
    Announcement before = directory.await(a.storeId(), false);
    a.send(before, 3);
    time.advance(5_000);
    a.send(before, 4);
    time.advance(5_000);
    Map<Long, Long> counted = Map.of(1_005_000L, 3L, 1_010_000L, 4L);

    Announcement replica = drain(a);
    assertThat(replica.keeper()).isEqualTo("b");
    assertThat(replica.name()).isEqualTo("a");
    assertThat(directory.mayLack(replica)).isFalse();
    assertThat(DiskService.calls(vertx, replica, 1_010_000)).isEqualTo(counted);
    assertThat(DiskService.calls(vertx, before, 1_010_000))
        .as("a query that began before")
        .isEqualTo(counted);
    assertThat(a.send(before, 5).outcome()).isEqualTo(ReplyOutcome.REFUSED);
    assertThat(a.health.problems())
        .containsExactly("aggregator: drained: b keeps its store, stop this process");
    assertThat(directory.known()).noneMatch(KnownStore::isBuried);
    a.stop();

    DiskService anew = start("a");
    assertThat(anew.storeId()).isNotEqualTo(a.storeId());
    assertThat(DiskService.calls(vertx, directory.await(anew.storeId(), false), 1_010_000))
        .isEmpty();
    assertThat(root.resolve("a/handed-over")).doesNotExist();
    assertThat(directory.await(a.storeId(), true).keeper()).isEqualTo("b");

    b.stop();
    start("b");
    await()
        .atMost(20, SECONDS)
        .until(() -> directory.await(a.storeId(), true).incarnation() != replica.incarnation());
    assertThat(DiskService.calls(vertx, directory.await(a.storeId(), true), 1_010_000))
        .isEqualTo(counted);
    assertThat(directory.known()).noneMatch(KnownStore::isBuried);
    anew.stop();
    // Nobody is left who heard the store, but its keeper knows.
    TestDirectory late = new TestDirectory(vertx);
    assertThat(late.mayLack(late.await(a.storeId(), true))).isFalse();
  }

  @Test
  void drain_handsOnTheReplicasThatTheLeaverKeeps() throws Exception {
    DiskService a = start("a");
    DiskService b = start("b");
    a.send(directory.await(a.storeId(), false), 3);
    time.advance(5_000);
    drain(a);
    a.stop();
    DiskService anew = start("a");
    drain(b);
    assertThat(replicaAt("a", a.storeId())).exists();
    assertThat(replicaAt("a", b.storeId())).exists();
    b.stop();
    Announcement again = directory.await(a.storeId(), true);
    await()
        .atMost(20, SECONDS)
        .until(() -> directory.await(a.storeId(), true).keeper().equals("a"));
    assertThat(directory.mayLack(directory.await(a.storeId(), true))).isFalse();
    assertThat(again.name()).isEqualTo("a");
    assertThat(DiskService.calls(vertx, directory.await(a.storeId(), true), 1_005_000))
        .isEqualTo(Map.of(1_005_000L, 3L));
    assertThat(anew.health.problems()).isEmpty();
    assertThat(directory.known()).noneMatch(KnownStore::isBuried);
  }

  @Test
  void keeperWithAnOlderReplica_copiesTheLaterOne() throws Exception {
    DiskService a = start("a");
    a.send(directory.await(a.storeId(), false), 3);
    a.stop();
    copy(root.resolve("a"), replicaAt("c", a.storeId()));
    a = start("a");
    for (int i = 0; i < 10; i++) {
      a.send(directory.await(a.storeId(), false), 4);
    }
    a.stop();
    Files.createDirectories(root.resolve("b/replicas"));
    Files.move(root.resolve("a"), replicaAt("b", a.storeId()));
    DiskService b = start("b");
    DiskService c = start("c");
    StoreId store = a.storeId();
    await()
        .atMost(20, SECONDS)
        .until(() -> directory.await(store, true).keeper().equals("b"));
    drain(b);
    b.stop();
    await()
        .atMost(20, SECONDS)
        .until(() -> directory.await(store, true).keeper().equals("c"));
    time.advance(10_000);
    Announcement replica = directory.await(store, true);
    assertThat(replica.keeper()).isEqualTo("c");
    assertThat(DiskService.calls(vertx, replica, 1_010_000).values().stream()
            .mapToLong(calls -> calls)
            .sum())
        .isEqualTo(43);
    c.stop();
  }

  private static void copy(Path from, Path to) throws Exception {
    Files.createDirectories(to.getParent());
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  @Test
  void aggregatorWithAStoreThatIsNotOpen_isNotDrained() throws Exception {
    StoreId broken = new StoreId(1, 2);
    Files.createDirectories(replicaAt("a", broken));
    DiskService a = start("a");
    start("b");
    assertThat(
            DiskService.ask(vertx, directory.await(a.storeId(), false), DRAIN).refusal())
        .isEqualTo("aggregator a keeps stores that are not open and cannot be handed over: ["
            + broken + "], see its log");
  }

  @Test
  void lastAggregator_isNotDrained() throws Exception {
    DiskService a = start("a");
    Announcement announced = directory.await(a.storeId(), false);
    assertThat(DiskService.ask(vertx, announced, DRAIN).refusal())
        .isEqualTo("aggregator a is the last one that accepts spans: start another one first");
    assertThat(announced.ready()).isTrue();
  }

  @Test
  void storeThatNobodyHasRoomFor_isNotDrained() throws Exception {
    DiskService a = start("a");
    DiskService b = DiskService.startSelfish(vertx, "b", root.resolve("b"), time);
    directory.await(b.storeId(), false);
    Announcement announced = directory.await(a.storeId(), false);
    assertThat(DiskService.ask(vertx, announced, DRAIN).refusal())
        .isEqualTo("no aggregator has room for the store of a: b: it keeps 0 stores already,"
            + " see aggregator.max_kept_stores");
    assertThat(a.send(announced, 1).outcome()).isEqualTo(ReplyOutcome.DONE);
  }

  @Test
  void drainThatFails_isUndone() throws Exception {
    DiskService a = start("a");
    start("b");
    Announcement announced = directory.await(a.storeId(), false);
    // A file where the copy's folder should be.
    Files.createDirectories(root.resolve("b/replicas"));
    Files.writeString(root.resolve("b/replicas/" + a.storeId() + ".part"), "");
    assertThat(DiskService.ask(vertx, announced, DRAIN).refusal()).isEmpty();
    await().atMost(30, SECONDS).until(() -> {
      ClusterReply reply = DiskService.ask(vertx, announced, new ClusterRequest(Kind.FACTS));
      return reply.facts().draining().problem().contains("no aggregator can keep store");
    });
    assertThat(directory.await(a.storeId(), false).ready()).isTrue();
    assertThat(a.send(announced, 1).outcome()).isEqualTo(ReplyOutcome.DONE);
    assertThat(a.health.problems()).isEmpty();
  }

  /** The process ends after the keeper serves its copy, and before the mark is written. */
  @Test
  void leaverThatRestartsWithoutMark_countsOnAndTheCopyIsDeleted() throws Exception {
    DiskService a = start("a");
    start("b");
    Announcement announced = directory.await(a.storeId(), false);
    a.send(announced, 3);
    drain(a);
    Files.delete(root.resolve("a/handed-over"));
    a.stop();
    DiskService again = start("a");
    assertThat(again.storeId()).isEqualTo(a.storeId());
    await().atMost(20, SECONDS).until(() -> !Files.exists(replicaAt("b", a.storeId())));
    Announcement returned = directory.await(a.storeId(), false);
    again.send(returned, 4);
    time.advance(10_000);
    assertThat(DiskService.calls(vertx, returned, 1_010_000).values().stream()
            .mapToLong(calls -> calls)
            .sum())
        .isEqualTo(7);
    drain(again);
    assertThat(replicaAt("b", a.storeId())).exists();
  }

  /** A process that begins anew ends after it has deleted the journal, and before the rest. */
  @Test
  void interruptedDeletion_isRepeated() throws Exception {
    DiskService a = start("a");
    a.stop();
    FolderCopy.deleteTree(root.resolve("a/journal"));
    Files.createDirectories(root.resolve("a/replicas/" + new StoreId(1, 2) + ".part"));
    HandoverMark.write(root.resolve("a"), "b");
    DiskService anew = start("a");
    assertThat(anew.storeId()).isNotEqualTo(a.storeId());
    assertThat(root.resolve("a/replicas")).doesNotExist();
    assertThat(root.resolve("a/handed-over")).doesNotExist();
    anew.stop();
    assertThat(start("a").storeId()).isEqualTo(anew.storeId());
  }

  @Test
  void forget_buriesTheSilentOnly() throws Exception {
    DiskService a = start("a");
    DiskService b = start("b");
    Announcement ofB = directory.await(b.storeId(), false);
    assertThat(DiskService.ask(vertx, ofB, new ClusterRequest(Kind.FORGET, "a")).refusal())
        .contains("aggregator a is alive");
    assertThat(DiskService.ask(vertx, ofB, new ClusterRequest(Kind.FORGET, "c")).refusal())
        .isEqualTo("no aggregator c is known");
    a.stop();
    // The clock of the aggregators stands still, so b has to be shown that a is silent.
    await().atMost(20, SECONDS).pollInterval(1, SECONDS).until(() -> {
      time.advance(1_000);
      return DiskService.ask(vertx, ofB, new ClusterRequest(Kind.FORGET, "a"))
          .refusal()
          .isEmpty();
    });
    await()
        .atMost(20, SECONDS)
        .until(() -> directory.known().stream()
            .anyMatch(
                one -> one.store().equals(a.storeId()) && one.fate() == KnownStore.Fate.EMPTY));
  }
}
