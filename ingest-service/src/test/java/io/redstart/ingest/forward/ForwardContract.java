// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.forward;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.redstart.ingest.TestConfigs;
import io.redstart.ingest.TestSender;
import io.redstart.ingest.answer.ExportAnswer;
import io.redstart.ingest.forward.FakeReceiver.Got;
import io.redstart.limit.MemoryBudget;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What forwarding promises, whatever the protocol. */
abstract class ForwardContract {
  private static final int SPANS = 4;

  @TempDir
  Path folder;

  final Vertx vertx = Vertx.vertx();
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final MemoryBudget memory = new MemoryBudget("forward", 3 << 20);
  FakeReceiver receiver;
  Forwarding forwarding;
  /** Further settings of repetition, each after a comma. */
  private String retry = "";

  /** Returns the settings of the endpoint and the protocol. */
  abstract String endpoint(int port, boolean isTls);

  /** Returns the request without the framing of the protocol. */
  abstract byte[] requestOf(Got got);

  /** Returns the coding of a request. */
  abstract String codingOf(Got got);

  abstract void accept(HttpServerRequest request);

  abstract void acceptBut(HttpServerRequest request, int rejectedSpans, String why);

  abstract void refuse(HttpServerRequest request);

  /** Asks to send again. */
  abstract void postpone(HttpServerRequest request, int retryAfterSeconds);

  @AfterEach
  void close() throws Exception {
    stopForwarding();
    TestSender.await(vertx.close());
  }

  private void stopForwarding() throws Exception {
    if (forwarding != null) {
      TestSender.await(forwarding.stop());
      forwarding = null;
    }
  }

  final void start(HttpServerOptions options) throws Exception {
    receiver = new FakeReceiver(vertx, options);
    receiver.answers = (request, number) -> accept(request);
    receiver.start();
  }

  /** Forwards with further settings, in YAML. */
  final void forward(boolean isTls, String settings) throws Exception {
    String all = endpoint(receiver.port(), isTls) + (settings.isEmpty() ? "" : ", " + settings);
    forwarding = TestSender.await(Forwarding.start(vertx, config(all), memory, 2, meters));
  }

  private ForwardConfig config(String settings) throws Exception {
    return TestConfigs.ingest("""
        {forward: {timeout: 2s, %s,
          retry_on_failure: {initial_interval: 20ms, max_interval: 50ms%s},
          sending_queue: {path: "%s", queue_size: 1048576, min_free_bytes: 0, num_consumers: 2}}}
        """.formatted(settings, retry, folder.resolve("queue")))
        .forward();
  }

  final void startAndForward(String settings) throws Exception {
    start(new HttpServerOptions());
    forward(false, settings);
  }

  final byte[] offer(int seed) {
    byte[] bytes = new byte[1_000 + seed];
    new SplittableRandom(seed).nextBytes(bytes);
    forwarding.offer(
        bytes.clone(), bytes.length, SPANS, Future.succeededFuture(ExportAnswer.ALL_ACCEPTED));
    return bytes;
  }

  final double count(String name, String... tags) {
    Counter counter = meters.find("redstart.ingest.forward." + name).tags(tags).counter();
    return counter == null ? -1 : counter.count();
  }

  final void awaitSent(int requests) {
    await().until(() -> count("sent.requests") == requests);
  }

  @Test
  void bytes_arriveUnchanged() throws Exception {
    startAndForward("compression: none");
    List<byte[]> offered = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      offered.add(offer(i));
    }
    awaitSent(20);

    assertThat(receiver.got.stream().map(this::requestOf))
        .containsExactlyInAnyOrderElementsOf(offered);
    assertThat(count("sent.spans")).isEqualTo(20 * SPANS);
    assertThat(count("retries")).isZero();
    await().until(() -> memory.usedBytes() == 0);
  }

  @Test
  void compression_isThatOfTheSettings() throws Exception {
    for (String compression : List.of("gzip", "zstd")) {
      startAndForward("compression: " + compression);
      byte[] offered = offer(1);
      await().until(() -> receiver.got.size() == 1);
      Got got = receiver.got.get(0);

      assertThat(codingOf(got)).isEqualTo(compression);
      assertThat(Codings.inflate(requestOf(got), compression)).isEqualTo(offered);
      stopForwarding();
    }
  }

  @Test
  void headers_areSent() throws Exception {
    startAndForward("headers: {Authorization: Bearer abc, x-tenant: shop}");
    offer(1);
    awaitSent(1);

    assertThat(receiver.got.get(0).headers().get("authorization")).isEqualTo("Bearer abc");
    assertThat(receiver.got.get(0).headers().get("x-tenant")).isEqualTo("shop");
  }

  @Test
  void failure_isRepeatedUntilItSucceeds() throws Exception {
    startAndForward("compression: none");
    receiver.answers = (request, number) -> {
      if (number <= 3) {
        postpone(request, 0);
      } else {
        accept(request);
      }
    };
    byte[] offered = offer(1);
    awaitSent(1);

    assertThat(receiver.got)
        .hasSize(4)
        .allSatisfy(got -> assertThat(requestOf(got)).isEqualTo(offered));
    assertThat(count("retries")).isEqualTo(3);
    assertThat(meters.get("redstart.ingest.forward.dropped.requests").counters())
        .allMatch(counter -> counter.count() == 0);
  }

  @Test
  void wait_isAsLongAsTheReceiverAsks() throws Exception {
    startAndForward("");
    ConcurrentLinkedQueue<Long> times = new ConcurrentLinkedQueue<>();
    receiver.answers = (request, number) -> {
      times.add(System.nanoTime());
      if (number == 1) {
        postpone(request, 1);
      } else {
        accept(request);
      }
    };
    offer(1);
    awaitSent(1);

    List<Long> both = List.copyOf(times);
    assertThat(both.get(1) - both.get(0)).isGreaterThan(900_000_000L);
  }

  @Test
  void permanentError_dropsTheRequest_andTheNextIsSent() throws Exception {
    startAndForward("");
    receiver.answers = (request, number) -> {
      if (number == 1) {
        refuse(request);
      } else {
        accept(request);
      }
    };
    offer(1);
    await().until(() -> count("dropped.requests", "reason", "refused") == 1);
    offer(2);
    awaitSent(1);

    assertThat(count("dropped.spans", "reason", "refused")).isEqualTo(SPANS);
    assertThat(receiver.got).hasSize(2);
  }

  @Test
  void partialSuccess_isCounted() throws Exception {
    startAndForward("");
    receiver.answers = (request, number) -> acceptBut(request, 3, "no such tenant");
    offer(1);
    awaitSent(1);

    assertThat(count("sent.spans")).isEqualTo(SPANS - 3);
    assertThat(count("dropped.spans", "reason", "rejected")).isEqualTo(3);
    assertThat(count("dropped.requests", "reason", "rejected")).isZero();
    assertThat(receiver.got).hasSize(1);
  }

  @Test
  void requestWithoutAnAnswer_isSentAgain() throws Exception {
    startAndForward("");
    receiver.answers = (request, number) -> {
      if (number > 1) {
        accept(request);
      }
    };
    offer(1);
    awaitSent(1);

    assertThat(receiver.got).hasSize(2);
  }

  @Test
  void receiverThatIsDown_getsEverythingOnceItIsBack() throws Exception {
    startAndForward("compression: none");
    receiver.stop();
    List<byte[]> offered = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      offered.add(offer(i));
    }
    await().until(() -> count("retries") >= 4);
    receiver.start();
    awaitSent(10);

    assertThat(receiver.got.stream().map(this::requestOf).distinct())
        .containsExactlyInAnyOrderElementsOf(offered);
    assertThat(meters.get("redstart.ingest.forward.queued.bytes").gauge().value())
        .isZero();
  }

  @Test
  void restart_sendsWhatTheQueueHolds() throws Exception {
    startAndForward("compression: none");
    receiver.stop();
    List<byte[]> offered = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      offered.add(offer(i));
    }
    await().until(() -> count("retries") > 0);
    stopForwarding();
    receiver.start();
    forward(false, "compression: none");
    awaitSent(10);

    assertThat(receiver.got.stream().map(this::requestOf).distinct())
        .containsExactlyInAnyOrderElementsOf(offered);
  }

  @Test
  void slowReceiver_neverDelaysAndTheOldestIsDropped() throws Exception {
    startAndForward("compression: none");
    Set<HttpServerRequest> held = new HashSet<>();
    receiver.answers = (request, number) -> held.add(request);
    int offered = 3_000;
    for (int i = 0; i < offered; i++) {
      offer(i % 1_000);
      if (i % 100 == 0) {
        await().until(() -> memory.usedBytes() < 1 << 18);
      }
    }
    await().until(() -> count("dropped.requests", "reason", "queue_full") > 100);
    assertThat(meters.get("redstart.ingest.forward.queued.bytes").gauge().value())
        .isLessThanOrEqualTo(1 << 20);
    receiver.answers = (request, number) -> accept(request);
    await()
        .until(() ->
            count("sent.requests") + count("dropped.requests", "reason", "queue_full") == offered);
    assertThat(count("dropped.requests", "reason", "memory")).isZero();
  }

  @Test
  void requestThatFailsForTooLong_isDropped() throws Exception {
    retry = ", max_elapsed_time: 200ms";
    startAndForward("");
    receiver.answers = (request, number) -> postpone(request, 0);
    offer(1);
    await().until(() -> count("dropped.requests", "reason", "expired") == 1);

    assertThat(count("dropped.spans", "reason", "expired")).isEqualTo(SPANS);
  }

  @Test
  void request_isForwardedOnlyOnceItIsAccepted() throws Exception {
    startAndForward("compression: none");
    Promise<ExportAnswer> later = Promise.promise();
    byte[] bytes = {1, 2, 3};
    forwarding.offer(bytes, 3, 1, Future.succeededFuture(ExportAnswer.refused("no room", 1_000)));
    forwarding.offer(bytes, 3, 1, Future.failedFuture("broken"));
    forwarding.offer(bytes, 3, 1, later.future());
    offer(1);
    awaitSent(1);
    assertThat(receiver.got).hasSize(1);

    // Its array was reused meanwhile.
    bytes[0] = 9;
    later.complete(ExportAnswer.ALL_ACCEPTED);
    awaitSent(2);
    assertThat(requestOf(receiver.got.get(1))).containsExactly(1, 2, 3);
    await().until(() -> memory.usedBytes() == 0);
  }

  @Test
  void requestsBeyondTheMemory_areDropped() throws Exception {
    startAndForward("");
    byte[] large = new byte[900 << 10];
    Promise<ExportAnswer> later = Promise.promise();
    forwarding.offer(large, large.length, 7, later.future());
    forwarding.offer(large, large.length, 7, later.future());
    forwarding.offer(new byte[2 << 20], 2 << 20, 5, later.future());
    later.complete(ExportAnswer.ALL_ACCEPTED);
    awaitSent(1);

    assertThat(count("dropped.spans", "reason", "memory")).isEqualTo(7);
    assertThat(count("dropped.spans", "reason", "too_large")).isEqualTo(5);
  }

  /** A receiver whose certificate is made out to {@code localhost}, and that requires ours. */
  private void startWithMutualTls() throws Exception {
    writeCertificate("server", "localhost");
    writeCertificate("client", "redstart");
    start(new HttpServerOptions()
        .setSsl(true)
        .setUseAlpn(true)
        .setKeyCertOptions(
            new PemKeyCertOptions().setCertPath(file("server.pem")).setKeyPath(file("server.key")))
        .setClientAuth(ClientAuth.REQUIRED)
        .setTrustOptions(new PemTrustOptions().addCertPath(file("client.pem"))));
  }

  private void writeCertificate(String name, String host) throws Exception {
    X509Bundle made = new CertificateBuilder()
        .subject("CN=" + name)
        .addSanDnsName(host)
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
    Files.writeString(folder.resolve(name + ".pem"), made.getCertificatePEM());
    Files.writeString(folder.resolve(name + ".key"), made.getPrivateKeyPEM());
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private String clientCertificate() {
    return "cert_file: '%s', key_file: '%s'".formatted(file("client.pem"), file("client.key"));
  }

  @Test
  void tls_checksTheReceiverAndShowsOurCertificate() throws Exception {
    startWithMutualTls();
    forward(true, "tls: {ca_file: '%s', %s}".formatted(file("server.pem"), clientCertificate()));
    offer(1);
    awaitSent(1);
  }

  @Test
  void tls_withoutOurCertificate_fails() throws Exception {
    startWithMutualTls();
    forward(true, "tls: {ca_file: '%s'}".formatted(file("server.pem")));
    offer(1);
    await().until(() -> count("retries") > 0);
    assertThat(receiver.got).isEmpty();
  }

  @Test
  void tls_ofAnUnknownReceiver_fails_unlessThatIsWished() throws Exception {
    startWithMutualTls();
    forward(true, "tls: {%s}".formatted(clientCertificate()));
    offer(1);
    await().until(() -> count("retries") > 0);
    assertThat(receiver.got).isEmpty();
    stopForwarding();

    forward(true, "tls: {insecure_skip_verify: true, %s}".formatted(clientCertificate()));
    awaitSent(1);
  }

  @Test
  void tls_ofAnotherName_fails() throws Exception {
    startWithMutualTls();
    forward(
        true,
        "tls: {server_name_override: elsewhere, ca_file: '%s', %s}"
            .formatted(file("server.pem"), clientCertificate()));
    offer(1);
    await().until(() -> count("retries") > 0);
    assertThat(receiver.got).isEmpty();
  }

  @Test
  void files_areReadAgain() throws Exception {
    startWithMutualTls();
    Files.copy(folder.resolve("client.pem"), folder.resolve("ca.pem"));
    forward(
        true,
        "tls: {ca_file: '%s', reload_interval: 50ms, %s}"
            .formatted(file("ca.pem"), clientCertificate()));
    offer(1);
    await().until(() -> count("retries") > 0);
    assertThat(receiver.got).isEmpty();

    Files.copy(folder.resolve("server.pem"), folder.resolve("ca.pem"), REPLACE_EXISTING);
    awaitSent(1);
  }

  @Test
  void start_withoutAFile_namesItsSetting() throws Exception {
    start(new HttpServerOptions());
    assertThatThrownBy(() -> forward(true, "tls: {ca_file: /no/such/file}"))
        .rootCause()
        .hasMessage("ingest.forward.tls.ca_file: cannot read /no/such/file");
  }
}
