// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redstart.model.Labels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Restarts the all-in-one on its store. {@code CrashIT} in the benchmarks kills it under load. */
class StoreIT {
  private static final int SPANS = 5_000;
  private static final KnownSpans KNOWN = KnownSpans.random(SPANS, 10, 20, 11);

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void restart_findsEveryAcknowledgedSpan(boolean killed) {
    String name = "store-it-" + (killed ? "killed" : "stopped");
    String store = "store.path=" + RedstartProcess.newStore(name);
    try (RedstartProcess first = RedstartProcess.start(name, List.of(), "--set", store)) {
      SdkSender.send(KNOWN.spans(), SdkSender.grpc(first.grpc()));
      if (killed) {
        first.kill();
      } else {
        assertThat(first.stop()).isZero();
      }
    }
    try (RedstartProcess second =
        RedstartProcess.start(name + "-again", List.of(), "--set", store)) {
      await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
        PrometheusClient.QueryAnswer answer = second.query().query("sum(calls_total)");
        assertThat(answer.samples()).isEqualTo(Map.of(Labels.empty(), (double) SPANS));
        assertThat(answer.warnings()).isEmpty();
      });
      new Counted(second.query(), KNOWN).assertBuckets("duration_milliseconds_bucket", 1e6);
    }
  }

  @Test
  void storeInUse_isRefusedInOneSentence() throws Exception {
    Path store = RedstartProcess.newStore("store-it-used");
    try (RedstartProcess first =
        RedstartProcess.start("store-it-used", List.of(), "--set", "store.path=" + store)) {
      assertThat(RedstartProcess.refusal("store-it-second", "--set", "store.path=" + store))
          .startsWith(
              "cannot start: the store in " + store + " is in use by process " + first.pid() + ", ")
          .endsWith(": stop it, or choose another store.path");
    }
  }

  @Test
  void lostRows_areRefusedInOneSentence() throws Exception {
    Path store = RedstartProcess.newStore("store-it-lost");
    Files.createDirectories(store.resolve("journal"));
    assertThat(RedstartProcess.refusal("store-it-lost", "--set", "store.path=" + store))
        .isEqualTo("cannot start: the store in " + store
            + " has a journal but no rows: restore a backup, or move the folder away");
  }
}
