// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cluster;

import static io.redstart.deploy.cluster.TestMembers.NO_TLS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
}
