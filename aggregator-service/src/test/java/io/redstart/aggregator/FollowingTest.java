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
import io.redstart.wire.ChannelReply;
import io.redstart.wire.ClusterRequest;
import io.vertx.core.Vertx;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Aggregators with {@code aggregator.replicas: 2} on one event bus. */
@ExtendWith(VertxExtension.class)
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class FollowingTest {
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
    return DiskService.startReplicated(vertx, name, root.resolve(name), time);
  }

  /** Waits while time passes, a little faster than it does. */
  private void until(Callable<Boolean> condition) {
    await().atMost(40, SECONDS).until(() -> {
      time.advance(200);
      return condition.call();
    });
  }

  private static double missing(DiskService service) {
    return service.meters.get("redstart.store.copies.missing").gauge().value();
  }

  private void awaitInStep(DiskService service) {
    until(() -> missing(service) == 0);
  }

  private static ChannelReply.ReplyOutcome outcome(ChannelReply reply) {
    return reply.outcome();
  }

  private long total(Announcement store) throws Exception {
    until(() ->
        directory.await(store.store(), store.isReplica()).sealedMillis() >= time.millis() - 10_000);
    long through = directory.await(store.store(), store.isReplica()).sealedMillis();
    return DiskService.calls(vertx, store, through).values().stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  @Test
  void lostStore_isServedByItsFollower() throws Exception {
    DiskService a = start("a");
    Announcement ofA = directory.await(a.storeId(), false);
    // Before there is a follower, and while it copies the store.
    assertThat(outcome(a.send(ofA, 3))).isEqualTo(ChannelReply.ReplyOutcome.DONE);
    assertThat(missing(a)).isEqualTo(1);
    DiskService b = start("b");
    awaitInStep(a);
    awaitInStep(b);
    until(() -> directory.await(a.storeId(), false).follower().equals("b"));
    assertThat(outcome(a.send(ofA, 4))).isEqualTo(ChannelReply.ReplyOutcome.DONE);
    time.advance(20_000);
    assertThat(outcome(a.send(ofA, 5))).isEqualTo(ChannelReply.ReplyOutcome.DONE);
    a.stop();
    FolderCopy.deleteTree(root.resolve("a"));
    Announcement replica = directory.await(a.storeId(), true);
    time.advance(20_000);
    assertThat(total(replica)).isEqualTo(12);
    assertThat(replica.keeper()).isEqualTo("b");
    assertThat(directory.mayLack(replica)).isFalse();

    DiskService anew = start("a");
    awaitInStep(anew);
    awaitInStep(b);
    assertThat(anew.storeId()).isNotEqualTo(a.storeId());
    assertThat(directory.await(a.storeId(), true).keeper()).isEqualTo("b");
    assertThat(new ReplicaFolders(root.resolve("b")).of(anew.storeId())).exists();
    anew.stop();
    b.stop();
    assertThat(a.fatal).isNotDone();
    assertThat(b.fatal).isNotDone();
  }

  @Test
  void copyOfAStoreThatWentOnAlone_mayLackCountsUntilItIsForgotten() throws Exception {
    DiskService a = start("a");
    DiskService b = start("b");
    awaitInStep(a);
    Announcement ofA = directory.await(a.storeId(), false);
    b.stop();
    until(() -> missing(a) == 1);
    assertThat(outcome(a.send(ofA, 4))).isEqualTo(ChannelReply.ReplyOutcome.DONE);
    a.stop();
    b = start("b");
    Announcement copy = directory.await(a.storeId(), true);
    assertThat(directory.mayLack(copy)).isTrue();

    ClusterRequest forget = new ClusterRequest(ClusterRequest.Kind.FORGET, "a");
    Announcement ofB = directory.await(b.storeId(), false);
    assertThat(DiskService.ask(vertx, ofB, forget).refusal()).isEmpty();
    until(() -> !directory.mayLack(copy));
    assertThat(DiskService.ask(vertx, ofB, forget).refusal()).contains("nothing of it is missing");
    b.stop();
    b = start("b");
    TestDirectory late = new TestDirectory(vertx);
    assertThat(late.mayLack(late.await(a.storeId(), true))).isFalse();
    assertThat(late.expected()).contains("a");

    b.stop();
    DiskService back = start("a");
    directory.await(back.storeId(), false);
    assertThat(directory.mayLack(copy)).isTrue();
    back.stop();
  }

  @Test
  void copyOfAStoreThatStoppedInStep_isCompleteForThoseWhoNeverHeardOfTheStore() throws Exception {
    DiskService a = start("a");
    DiskService b = start("b");
    awaitInStep(a);
    until(() -> directory.await(a.storeId(), false).follower().equals("b"));
    a.stop();
    b.stop();
    b = start("b");
    TestDirectory late = new TestDirectory(vertx);
    assertThat(late.mayLack(late.await(a.storeId(), true))).isFalse();
    DiskService back = start("a");
    awaitInStep(back);
    back.stop();
    b.stop();
  }

  @Test
  void followerThatIsBack_goesOnWhereItWas() throws Exception {
    DiskService a = start("a");
    DiskService b = start("b");
    awaitInStep(a);
    Announcement ofA = directory.await(a.storeId(), false);
    a.send(ofA, 3);
    StoreId ofB = b.storeId();
    b.stop();
    // Nobody makes these durable twice, but they are accepted.
    until(() -> missing(a) == 1);
    assertThat(outcome(a.send(ofA, 4))).isEqualTo(ChannelReply.ReplyOutcome.DONE);
    b = start("b");
    assertThat(b.storeId()).isEqualTo(ofB);
    awaitInStep(a);
    a.send(ofA, 5);
    a.stop();
    Announcement replica = directory.await(a.storeId(), true);
    time.advance(20_000);
    assertThat(total(replica)).isEqualTo(12);

    // The store itself has precedence when it is back, and goes on.
    DiskService back = start("a");
    assertThat(back.storeId()).isEqualTo(a.storeId());
    awaitInStep(back);
    assertThat(directory.await(back.storeId(), false).isReplica()).isFalse();
    back.stop();
    b.stop();
  }

  @Test
  void threeStores_followInARing() throws Exception {
    DiskService a = start("a");
    DiskService b = start("b");
    DiskService c = start("c");
    for (DiskService one : List.of(a, b, c)) {
      awaitInStep(one);
    }
    for (DiskService one : List.of(a, b, c)) {
      Announcement own = directory.await(one.storeId(), false);
      assertThat(outcome(one.send(own, 7))).isEqualTo(ChannelReply.ReplyOutcome.DONE);
    }
    Map<StoreId, String> names = Map.of(a.storeId(), "a", b.storeId(), "b", c.storeId(), "c");
    long copies = names.keySet().stream()
        .mapToLong(store -> names.values().stream()
            .filter(keeper -> Files.exists(new ReplicaFolders(root.resolve(keeper)).of(store)))
            .count())
        .sum();
    assertThat(copies).isEqualTo(3);
    a.stop();
    b.stop();
    c.stop();
  }
}
