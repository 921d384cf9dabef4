// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redstart.aggregator.fixture.FakeClock;
import io.redstart.aggregator.replica.ReplicaFolders;
import io.redstart.model.StoreId;
import io.redstart.wire.Announcement;
import io.redstart.wire.ClusterRequest;
import io.redstart.wire.Frame;
import io.redstart.wire.KnownStore;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Copies of a's store that aggregator b finds in its folder. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class KeptReplicasTest {
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

  /** Counts 3 calls in a's store, and moves it to b. */
  private StoreId moveToB() throws Exception {
    DiskService a = DiskService.start(vertx, "a", root.resolve("a"), time);
    a.send(directory.await(a.storeId(), false), 3);
    a.stop();
    move(a.storeId(), a.storeId());
    return a.storeId();
  }

  private void move(StoreId store, StoreId name) throws Exception {
    ReplicaFolders folders = new ReplicaFolders(root.resolve("b"));
    Files.createDirectories(folders.all());
    Files.move(root.resolve("a"), folders.of(name));
    assertThat(folders.of(name)).exists().as(store.toString());
  }

  @Test
  void replica_isServedUnderTheIdOfItsStoreAndSealsByTheClock() throws Exception {
    StoreId store = moveToB();
    DiskService b = DiskService.start(vertx, "b", root.resolve("b"), time);
    Announcement replica = directory.await(store, true);
    assertThat(replica.name()).isEqualTo("a");
    assertThat(replica.keeper()).isEqualTo("b");
    assertThat(replica.ready()).isFalse();
    time.advance(60_000);
    await()
        .atMost(20, SECONDS)
        .until(() -> directory.await(store, true).sealedMillis() >= 1_060_000);
    assertThat(DiskService.calls(vertx, replica, 1_060_000)).isEqualTo(Map.of(1_005_000L, 3L));
    assertThat(b.health.problems()).isEmpty();
    assertThat(b.meters.get("redstart.aggregator.replicas.kept").gauge().value())
        .isEqualTo(1);
    b.stop();
    assertThat(b.meters.getMeters()).isEmpty();
    assertThat(b.fatal).isNotDone();
  }

  @Test
  void replica_isDeletedWhenItsStoreCountsAgain() throws Exception {
    StoreId store = moveToB();
    DiskService b = DiskService.start(vertx, "b", root.resolve("b"), time);
    directory.await(store, true);
    Path folder = new ReplicaFolders(root.resolve("b")).of(store);
    Path back = root.resolve("a");
    copy(folder, back);
    DiskService a = DiskService.start(vertx, "a", back, time);
    assertThat(directory.await(store, false).ready()).isTrue();
    assertThat(a.health.problems()).isEmpty();
    await().atMost(20, SECONDS).until(() -> !Files.exists(folder));
    a.stop();
    b.stop();
  }

  @Test
  void replica_isNotDeletedForAnOlderCopyOfItsStore() throws Exception {
    DiskService a = DiskService.start(vertx, "a", root.resolve("a"), time);
    StoreId store = a.storeId();
    a.stop();
    copy(root.resolve("a"), root.resolve("older"));
    a = DiskService.start(vertx, "a", root.resolve("a"), time);
    for (int i = 0; i < 10; i++) {
      a.send(directory.await(store, false), 3);
    }
    a.stop();
    move(store, store);
    DiskService b = DiskService.start(vertx, "b", root.resolve("b"), time);
    directory.await(store, true);
    CompletableFuture<Void> asked = new CompletableFuture<>();
    vertx.eventBus().<Frame>addInboundInterceptor(delivery -> {
      if (delivery.message().address().startsWith("redstart.cluster." + store)) {
        asked.complete(null);
      }
      delivery.next();
    });
    DiskService older = DiskService.start(vertx, "a", root.resolve("older"), time);
    Announcement announced = directory.await(store, false);
    asked.get(20, SECONDS);
    DiskService.ask(vertx, announced, new ClusterRequest(ClusterRequest.Kind.FACTS));
    older.stop();
    time.advance(10_000);
    assertThat(DiskService.calls(vertx, directory.await(store, true), 1_010_000).values().stream()
            .mapToLong(calls -> calls)
            .sum())
        .isEqualTo(30);
    b.stop();
  }

  @Test
  void replica_outlivesANewStoreOfItsName() throws Exception {
    StoreId store = moveToB();
    DiskService b = DiskService.start(vertx, "b", root.resolve("b"), time);
    directory.await(store, true);
    DiskService a = DiskService.start(vertx, "a", root.resolve("a-anew"), time);
    directory.await(a.storeId(), false);
    assertThat(directory.known()).noneMatch(KnownStore::isBuried);
    assertThat(a.health.problems()).isEmpty();
    a.stop();
    b.stop();
  }

  @Test
  void folderOfAnotherStore_isLeftAlone() throws Exception {
    DiskService a = DiskService.start(vertx, "a", root.resolve("a"), time);
    a.stop();
    StoreId other = new StoreId(1, 2);
    move(a.storeId(), other);
    DiskService b = DiskService.start(vertx, "b", root.resolve("b"), time);
    await()
        .atMost(20, SECONDS)
        .until(() -> b.meters.get("redstart.aggregator.replicas.broken").gauge().value() == 1);
    assertThat(new ReplicaFolders(root.resolve("b")).of(other)).exists();
    assertThat(b.health.problems()).isEmpty();
    b.stop();
  }

  private static void copy(Path from, Path to) throws Exception {
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}
