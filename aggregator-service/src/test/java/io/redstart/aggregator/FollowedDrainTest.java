// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redstart.aggregator.fixture.FakeClock;
import io.redstart.aggregator.replica.ReplicaFolders;
import io.redstart.aggregator.tool.FolderCopy;
import io.redstart.model.StoreId;
import io.redstart.wire.Announcement;
import io.redstart.wire.ChannelReply.ReplyOutcome;
import io.redstart.wire.ClusterRequest;
import io.redstart.wire.ClusterRequest.Kind;
import io.redstart.wire.Frame;
import io.vertx.core.Vertx;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Drains of a store that another aggregator follows. */
@ExtendWith(VertxExtension.class)
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class FollowedDrainTest {
  private final FakeClock time = FakeClock.at(1_000_000);

  @TempDir
  private Path root;

  private Vertx vertx;
  private TestDirectory directory;
  private final Map<String, DiskService> services = new HashMap<>();
  private Announcement ofA;
  private String follower;
  private String other;

  @BeforeEach
  void followA(Vertx fresh) throws Exception {
    vertx = fresh;
    directory = new TestDirectory(vertx);
    for (String name : new String[] {"a", "b", "c"}) {
      start(name);
    }
    until(() -> services.values().stream().allMatch(FollowedDrainTest::isFollowed));
    StoreId store = services.get("a").storeId();
    until(() -> !directory.await(store, false).follower().isEmpty());
    ofA = directory.await(store, false);
    follower = ofA.follower();
    other = follower.equals("b") ? "c" : "b";
    assertThat(services.get("a").send(ofA, 3).outcome()).isEqualTo(ReplyOutcome.DONE);
  }

  private void start(String name) throws Exception {
    services.put(name, DiskService.startReplicated(vertx, name, root.resolve(name), time));
  }

  private static boolean isFollowed(DiskService service) {
    return service.meters.get("redstart.store.copies.missing").gauge().value() == 0;
  }

  /** Waits while time passes, a little faster than it does. */
  private void until(Callable<Boolean> condition) {
    await().atMost(40, SECONDS).until(() -> {
      time.advance(200);
      return condition.call();
    });
  }

  private AtomicInteger count(String address) {
    AtomicInteger messages = new AtomicInteger();
    vertx.eventBus().<Frame>addInboundInterceptor(delivery -> {
      if (delivery.message().address().startsWith(address)) {
        messages.incrementAndGet();
      }
      delivery.next();
    });
    return messages;
  }

  /** Drains a to an aggregator, and stops a. */
  private void drainTo(String keeper) throws Exception {
    assertThat(DiskService.ask(vertx, ofA, new ClusterRequest(Kind.DRAIN)).refusal())
        .isEmpty();
    DiskService a = services.get("a");
    until(() -> a.health.problems().toString().contains("drained"));
    assertThat(a.health.problems())
        .containsExactly("aggregator: drained: " + keeper + " keeps its store, stop this process");
    a.stop();
  }

  private void assertServedBy(String keeper) throws Exception {
    until(() -> directory.await(ofA.store(), true).keeper().equals(keeper));
    Announcement replica = directory.await(ofA.store(), true);
    long throughMillis = time.millis() / 5_000 * 5_000 + 5_000;
    time.advance(20_000);
    assertThat(DiskService.calls(vertx, replica, throughMillis).values().stream()
            .mapToLong(calls -> calls)
            .sum())
        .isEqualTo(3);
  }

  /** Also those who never heard of the store know that its copy is complete. */
  private void assertCompleteAt(String keeper) throws Exception {
    TestDirectory late = new TestDirectory(vertx);
    Announcement replica = late.await(ofA.store(), true);
    assertThat(replica.keeper()).isEqualTo(keeper);
    assertThat(late.mayLack(replica)).isFalse();
  }

  @Test
  void drain_leavesTwoCopies() throws Exception {
    drainTo(other);
    services.get(other).stop();
    assertServedBy(follower);
    services.get(follower).stop();
    start(follower);
    assertCompleteAt(follower);
    services.get(follower).stop();
    start(other);
    assertServedBy(other);
    assertCompleteAt(other);
  }

  @Test
  void drain_whenOnlyTheFollowerIsThere_copiesNothing() throws Exception {
    services.get(other).stop();
    AtomicInteger pulls = count("redstart.copy." + ofA.store());
    drainTo(follower);
    assertThat(pulls).hasValue(0);
    assertServedBy(follower);
    services.get(follower).stop();
    start(follower);
    assertCompleteAt(follower);
  }

  @Test
  void lostCopyOfADrainedStore_isMadeAnew() throws Exception {
    drainTo(other);
    start("a");
    services.get(other).stop();
    FolderCopy.deleteTree(root.resolve(other));
    Path copy = new ReplicaFolders(root.resolve("a")).of(ofA.store());
    until(() -> Files.exists(copy));
    services.get(follower).stop();
    assertServedBy("a");
  }
}
