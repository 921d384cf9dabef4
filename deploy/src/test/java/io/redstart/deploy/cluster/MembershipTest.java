// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cluster;

import static io.redstart.deploy.cluster.TestMembers.NO_TLS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.config.Config;
import io.redstart.config.Endpoint;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** With members in this JVM. */
class MembershipTest {
  @Test
  void leavingMember_staysUntilOthersCanHaveNoticed() throws Exception {
    try (TestMembers members = new TestMembers("leave")) {
      Vertx one = members.join(NO_TLS);
      Vertx two = members.join(NO_TLS);
      Membership other = (Membership) ((VertxInternal) two).clusterManager();
      assertThat(other.getNodes()).hasSize(2);

      long startNanos = System.nanoTime();
      TestMembers.await(one.close());

      assertThat(Duration.ofNanos(System.nanoTime() - startNanos))
          .isGreaterThanOrEqualTo(Duration.ofMillis(Membership.LINGER_MILLIS));
      await().untilAsserted(() -> assertThat(other.getNodes()).hasSize(1));
    }
  }

  @Test
  void leavingTwice_orWithoutHavingJoined_doesNotFail() throws Exception {
    Vertx vertx = Vertx.vertx();
    EventBusTls tls = new EventBusTls(NO_TLS, new Endpoint("127.0.0.1", 0), System::nanoTime);
    Membership unjoined = new Membership(new Config(), tls);
    unjoined.init(vertx);
    TestMembers.await(leave(unjoined));
    TestMembers.await(vertx.close());

    try (TestMembers members = new TestMembers("twice")) {
      Vertx one = members.join(NO_TLS);
      members.join(NO_TLS);
      Membership membership = (Membership) ((VertxInternal) one).clusterManager();
      TestMembers.await(leave(membership));
      TestMembers.await(leave(membership));
    }
  }

  private static Future<Void> leave(Membership membership) {
    Promise<Void> left = Promise.promise();
    membership.leave(left);
    return left.future();
  }
}
