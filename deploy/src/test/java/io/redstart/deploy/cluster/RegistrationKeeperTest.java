// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cluster;

import static io.redstart.deploy.cluster.TestMembers.NO_TLS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.multimap.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.spi.cluster.hazelcast.impl.HazelcastRegistrationInfo;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** With members in this JVM. */
class RegistrationKeeperTest {
  @Test
  void lostRegistrations_areMadeAgain() throws Exception {
    try (TestMembers members = new TestMembers("keeper")) {
      Vertx one = members.join(NO_TLS);
      Vertx two = members.join(NO_TLS);
      TestMembers.echo(one, "one");
      TestMembers.ask(two, "one");
      HazelcastInstance hazelcast =
          ((Membership) ((VertxInternal) one).clusterManager()).getHazelcastInstance();

      MultiMap<String, HazelcastRegistrationInfo> subscriptions =
          hazelcast.getMultiMap("__vertx.subs");

      // As other members do when they consider this one dead.
      String node = ((VertxInternal) one).clusterManager().getNodeId();
      subscriptions.entrySet().stream()
          .filter(entry -> entry.getValue().unwrap().nodeId().equals(node))
          .forEach(entry -> subscriptions.remove(entry.getKey(), entry.getValue()));
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThatThrownBy(() -> TestMembers.ask(two, "one"))
              .hasMessageContaining("No handlers"));

      await()
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptions()
          .untilAsserted(() -> TestMembers.ask(two, "one"));
    }
  }

  @Test
  void closedConsumer_isNotMadeAgain() throws Exception {
    try (TestMembers members = new TestMembers("keeper-closed")) {
      Vertx one = members.join(NO_TLS);
      var consumer = one.eventBus().consumer("gone", message -> {});
      TestMembers.await(consumer.completion());
      TestMembers.await(consumer.unregister());
      Membership membership = (Membership) ((VertxInternal) one).clusterManager();

      TestMembers.await(membership.registerAgain());

      assertThat(membership.getHazelcastInstance().getMultiMap("__vertx.subs").keySet())
          .contains(RegistrationKeeper.ADDRESS)
          .doesNotContain("gone");
    }
  }
}
