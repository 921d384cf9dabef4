// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class WarmUpTest {
  private static final Duration LONG = Duration.ofHours(1);

  @Test
  void warmUp_readsAndEndsOnceSomebodyAsks() {
    try (TestApi api = new TestApi()) {
      Future<Boolean> warmUp = api.warmUp(LONG);
      Awaitility.await().until(() -> api.samplesRead() > 1_000);
      assertThat(warmUp.isComplete()).isFalse();

      assertThat(api.get("/api/v1/query?query=1").statusCode()).isEqualTo(200);
      Awaitility.await().until(warmUp::succeeded);
    }
  }

  @Test
  void warmUp_endsWithItsTime() {
    try (TestApi api = new TestApi()) {
      Future<Boolean> warmUp = api.warmUp(Duration.ofMillis(1));
      Awaitility.await().until(warmUp::succeeded);
    }
  }

  @Test
  void warmUp_endsWithTheService() {
    Future<Boolean> warmUp;
    try (TestApi api = new TestApi()) {
      warmUp = api.warmUp(LONG);
      Awaitility.await().until(() -> api.samplesRead() > 0);
    }
    assertThat(warmUp.succeeded()).isTrue();
  }
}
