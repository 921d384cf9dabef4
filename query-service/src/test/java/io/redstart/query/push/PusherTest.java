// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redstart.config.SettingsException;
import io.redstart.config.SettingsReader;
import io.redstart.config.SettingsSource;
import io.redstart.limit.MemoryBudget;
import io.redstart.limit.Processors;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.outgoing.Backoff;
import io.redstart.query.api.meter.ApiMeters;
import io.redstart.query.api.meter.MeteredStores;
import io.redstart.query.api.pool.QueryMemory;
import io.redstart.query.api.pool.QueryPool;
import io.redstart.query.joint.JointStores;
import io.redstart.query.push.otlp.OtlpExportConfig;
import io.redstart.query.push.otlp.OtlpPush;
import io.redstart.query.push.write.PlainRequest;
import io.redstart.query.push.write.RemoteWrite;
import io.redstart.query.push.write.RemoteWriteConfig;
import io.redstart.query.remote.PlainSnappy;
import io.redstart.query.source.FakeStore;
import io.redstart.query.source.OpenedStores;
import io.redstart.query.source.SourceConfig;
import io.redstart.query.source.TestConfig;
import io.redstart.spanmetrics.SpanMetricsConfig;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PusherTest {
  /** A multiple of the interval. */
  private static final long T0 = 1_700_000_010_000L;

  private static final long INTERVAL = 15_000;
  private static final Duration WINDOW = Duration.ofMillis(FakeStore.WINDOW_MILLIS);
  private static final Labels CART = Labels.of("job", "cart", "service_name", "cart");
  private static final Labels PAY = Labels.of("job", "pay", "service_name", "pay");
  private static final String CALLS = "traces_span_metrics_calls_total";

  private record Root(
      RemoteWriteConfig write, OtlpExportConfig otlp, SpanMetricsConfig spanmetrics) {}

  @TempDir
  private Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final FakeReceiver receiver = new FakeReceiver(vertx);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AtomicLong wall = new AtomicLong(T0);
  private FakeStore first;
  private FakeStore second;
  private MeteredStores stores;
  private QueryPool pool;
  private Pusher pusher;
  private String spanmetrics = "{histogram: {disable: true}}";

  @BeforeEach
  void count() {
    receiver.start();
    first = store("a");
    second = store("b");
    first.count(CART, T0 - 60_000, 3_000_000).count(CART, T0 + 5_000, 3_000_000);
    second.count(CART, T0 + 30_000, 7_000_000);
    second.count(PAY, T0 + 25_000, 1_000_000_000);
    first.start();
    second.start();
  }

  private FakeStore store(String name) {
    return new FakeStore(vertx, name, 2, settings("").spanmetrics.layout()).seal(T0 + 60_000);
  }

  private Root settings(String export) {
    String yaml = export + "\nspanmetrics: " + spanmetrics + "\n";
    try {
      return SettingsReader.read(Root.class, SettingsSource.yaml("test", yaml)).value();
    } catch (SettingsException e) {
      throw new IllegalArgumentException(yaml, e);
    }
  }

  private void open() {
    Root settings = settings("");
    SourceConfig plain = TestConfig.source();
    SourceConfig source = new SourceConfig(
        settings.spanmetrics,
        SourceConfig.Views.of(settings.spanmetrics),
        plain.retention(),
        false,
        Set.of());
    JointStores joint = new OpenedStores(vertx, T0 + 60_000).openJointly(source, 2);
    ApiMeters meters = new ApiMeters(registry);
    stores = new MeteredStores(joint, meters);
    QueryMemory memory =
        new QueryMemory(new MemoryBudget("queries", 64 << 20), 1_000_000, meters, System::nanoTime);
    pool = new QueryPool(vertx, 2, memory, new Processors(2, System::nanoTime));
  }

  /** Starts with settings, all of whose stamps are due. */
  private void push(String more) {
    RemoteWriteConfig config = settings("write: {url: '%s', path: '%s', samples_max: 1%s}"
            .formatted(receiver.url(), folder, more))
        .write;
    push(config, new RemoteWrite(config, WINDOW, () -> Instant.ofEpochMilli(wall.get())));
  }

  /** The same by OTLP. */
  private void pushOtlp(String more) {
    Root settings = settings(
        "otlp: {endpoint: '%s', protocol: http, compression: none, path: '%s', samples_max: 1%s}"
            .formatted(receiver.url(), folder, more));
    push(
        settings.otlp,
        new OtlpPush(
            settings.otlp, settings.spanmetrics, WINDOW, () -> Instant.ofEpochMilli(wall.get())));
  }

  private void push(PushSettings config, PushProtocol protocol) {
    if (pool == null) {
      open();
    }
    wall.set(T0 + 61_000);
    PushMeters meters = new PushMeters(registry, protocol.name());
    pusher = new Pusher(
        vertx,
        config,
        protocol,
        pool,
        new StampSource(stores, config, protocol, meters, WINDOW),
        Duration.ofSeconds(10),
        () -> Instant.ofEpochMilli(wall.get()),
        meters,
        new PositionFile(folder, protocol.name()),
        new Backoff(RandomGenerator.getDefault(), Duration.ofMillis(10), Duration.ofSeconds(30)));
    Promise<Void> started = Promise.promise();
    vertx.runOnContext(now -> pusher.start().onComplete(started));
    started.future().toCompletionStage().toCompletableFuture().join();
  }

  @AfterEach
  void close() {
    if (pusher != null) {
      stopPushing();
      pool.close();
    }
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private void stopPushing() {
    pusher.close().toCompletionStage().toCompletableFuture().join();
  }

  private void position(long millis) throws IOException {
    for (String name : List.of("remote_write", "otlp")) {
      Files.writeString(folder.resolve(name + ".position"), millis + "\n");
    }
  }

  private void awaitPosition(long millis) {
    awaitPosition("remote_write", millis);
  }

  private void awaitPosition(String export, long millis) {
    Path file = folder.resolve(export + ".position");
    await()
        .ignoreException(NoSuchFileException.class)
        .untilAsserted(() -> assertThat(Files.readString(file)).isEqualTo(millis + "\n"));
  }

  private List<String> samples() {
    return receiver.received().stream()
        .flatMap(request -> PlainRequest.first(PlainSnappy.decode(request.body())).stream())
        .filter(line -> !line.startsWith("# "))
        .toList();
  }

  private double metric(String name, String... tags) {
    return registry.get("redstart.export." + name).tags(tags).counter().count();
  }

  private static String cart(int calls, long afterMillis) {
    return CALLS + "{job=cart,service_name=cart} " + calls + "@" + (T0 + afterMillis);
  }

  private static String pay(int calls, long afterMillis) {
    return CALLS + "{job=pay,service_name=pay} " + calls + "@" + (T0 + afterMillis);
  }

  /** All that a receiver must get after T0. */
  private static final List<String> ALL = List.of(
      cart(2, 15_000),
      cart(3, 30_000),
      pay(0, 20_000),
      pay(1, 30_000),
      cart(3, 45_000),
      pay(1, 45_000),
      cart(3, 60_000),
      pay(1, 60_000));

  @Test
  void intervalBelowAMillisecond_isRefused() {
    assertThatThrownBy(() -> settings("write: {interval: 500us}"))
        .cause()
        .hasMessageContaining("interval must be 1ms or longer");
  }

  @Test
  void start_beginsAtNowWithoutAPosition() {
    push("");
    awaitPosition(T0 + 60_000);
    assertThat(samples()).containsExactlyInAnyOrder(cart(3, 60_000), pay(1, 60_000));
  }

  @Test
  void stamps_areDeliveredInOrderAndExact() throws IOException {
    position(T0);
    push(", headers: {authorization: Bearer 4711}");
    awaitPosition(T0 + 60_000);
    assertThat(samples()).containsExactlyInAnyOrderElementsOf(ALL);
    assertThat(stamps()).isSorted();
    assertThat(receiver.received().get(0).headers())
        .containsExactly("application/x-protobuf", "snappy", "0.1.0", "Bearer 4711");
    assertThat(metric("samples")).isEqualTo(ALL.size());
    await().until(() -> registry.get("redstart.export.lag").gauge().value() == 1);
  }

  /** The last stamp of each request. */
  private List<Long> stamps() {
    return receiver.received().stream()
        .map(request -> PlainRequest.first(PlainSnappy.decode(request.body())))
        .map(lines -> Long.parseLong(lines.get(lines.size() - 1).replaceAll(".*@", "")))
        .toList();
  }

  @Test
  void requests_areRepeatedUntilTheReceiverAccepts() throws IOException {
    receiver.thenAnswer(500, 1).thenAnswer(429, 1).thenAnswer(503, 2);
    position(T0);
    push("");
    awaitPosition(T0 + 60_000);
    assertThat(samples()).containsExactlyInAnyOrderElementsOf(ALL);
    assertThat(metric("retries")).isEqualTo(4);
  }

  @Test
  void stamps_catchUpAfterAnOutageOfTheReceiver() throws IOException {
    position(T0);
    receiver.stop();
    push("");
    await().until(() -> metric("retries") >= 3);
    assertThat(Files.readString(folder.resolve("remote_write.position"))).isEqualTo(T0 + "\n");
    receiver.start();
    awaitPosition(T0 + 60_000);
    assertThat(samples()).containsExactlyInAnyOrderElementsOf(ALL);
    assertThat(stamps()).isSorted();
  }

  /** Each failure takes a minute by the clock, so the query is closed and opened again. */
  @Test
  void longOutages_loseAndRepeatNothingInTheMiddleOfAStamp() throws IOException {
    for (int i = 0; i < 4; i++) {
      receiver.thenAnswer(this::outage, 1).thenAccept();
    }
    position(T0);
    push("");
    awaitPosition(T0 + 60_000);
    assertThat(samples()).containsExactlyInAnyOrderElementsOf(ALL);
    assertThat(metric("repeated.samples")).isZero();
  }

  @Test
  void deltas_addUpToTheTotals_afterOutagesInTheMiddleOfStamps() throws IOException {
    for (int i = 0; i < 3; i++) {
      receiver.thenAccept().thenAnswer(this::outage, 2);
    }
    spanmetrics = "{histogram: {explicit: {buckets: [2ms, 8ms]}}}";
    position(T0);
    pushOtlp(", temporality: delta");
    awaitPosition("otlp", T0 + 60_000);
    SentDeltas sent = sentDeltas();
    assertThat(sent.repetitions()).isZero();
    assertThat(sent.sums())
        .containsExactlyInAnyOrderEntriesOf(Map.of(
            "cart calls",
            2.0,
            "cart buckets [0, 2, 0] sum",
            10.0,
            "pay calls",
            1.0,
            "pay buckets [0, 0, 1] sum",
            1_000.0));
    assertThat(metric("retries")).isEqualTo(6);
    assertThat(metric("repeated.samples")).isZero();
  }

  @Test
  void stampAfterASkip_beginsWithItsFirstSeries() throws IOException {
    receiver.thenAccept().thenAnswer(this::outageBeyondRetention, 1);
    position(T0 + 30_000);
    push("");
    long keptMillis = Duration.ofHours(1).toMillis();
    awaitPosition(T0 + keptMillis);
    assertThat(samples()).contains(cart(3, keptMillis), pay(1, keptMillis));
  }

  /** Lasts until a stamp is skipped of which the receiver has a part, and then for another request. */
  private void outageBeyondRetention(HttpServerResponse response) {
    long sealedMillis = T0 + Duration.ofHours(2).toMillis();
    first.seal(sealedMillis);
    second.seal(sealedMillis);
    boolean isOver = metric("skipped.seconds") > 0;
    receiver.thenAnswer(isOver ? this::outage : this::outageBeyondRetention, 1);
    outage(response);
  }

  /** The query is closed after a minute, and opened again. */
  private void outage(HttpServerResponse response) {
    wall.addAndGet(60_000);
    response.setStatusCode(503).end();
  }

  @Test
  void deltas_whoseAnswersAreLost_areRepeatedUnderTheSameTimes() throws IOException {
    receiver.thenLoseTheAnswer().thenAccept().thenLoseTheAnswer().thenLoseTheAnswer();
    position(T0);
    pushOtlp(", temporality: delta");
    awaitPosition("otlp", T0 + 60_000);
    SentDeltas sent = sentDeltas();
    assertThat(sent.repetitions()).isEqualTo(3);
    assertThat(sent.sums()).isEqualTo(Map.of("cart calls", 2.0, "pay calls", 1.0));
    assertThat(metric("repeated.samples")).isEqualTo(3);
  }

  @Test
  void deltas_beginWithTheFirstStampAfterTheStart() {
    pushOtlp(", temporality: delta");
    awaitPosition("otlp", T0 + 60_000);
    assertThat(receiver.received()).isEmpty();
  }

  /** The interval is another one then, and would otherwise lead to other stamps. */
  @Test
  void crash_inTheMiddleOfAStamp_repeatsItsDeltasUnderTheSameTimes() throws IOException {
    // Of the stamp 30 s, the receiver has cart and not pay.
    receiver.thenAccept().thenAccept().thenAnswer(response -> {}, 1);
    position(T0);
    pushOtlp(", temporality: delta");
    await().until(() -> receiver.received().size() == 2);
    assertThat(metric("repeated.samples")).isZero();
    stopPushing();
    pushOtlp(", temporality: delta, interval: 10s");
    awaitPosition("otlp", T0 + 60_000);
    SentDeltas sent = sentDeltas();
    assertThat(sent.repetitions()).isEqualTo(1);
    assertThat(sent.sums()).isEqualTo(Map.of("cart calls", 2.0, "pay calls", 1.0));
    assertThat(metric("repeated.samples")).isEqualTo(2);
  }

  private SentDeltas sentDeltas() {
    SentDeltas deltas = new SentDeltas();
    receiver.received().forEach(request -> deltas.add(request.body()));
    return deltas;
  }

  @Test
  void crash_beforeThePositionIsWrittenRepeatsTheSameSamples() throws IOException {
    position(T0);
    push("");
    awaitPosition(T0 + 60_000);
    stopPushing();
    position(T0 + 45_000);
    push("");
    awaitPosition(T0 + 60_000);
    List<String> repeated = samples().subList(ALL.size(), samples().size());
    assertThat(repeated).containsExactlyInAnyOrder(cart(3, 60_000), pay(1, 60_000));
    assertThat(metric("repeated.samples")).isEqualTo(2);
  }

  @Test
  void refusedRequests_areDroppedAndCounted() throws IOException {
    receiver.thenAnswer(400, 1);
    position(T0);
    push("");
    awaitPosition(T0 + 60_000);
    assertThat(samples()).containsExactlyInAnyOrderElementsOf(ALL.subList(1, ALL.size()));
    assertThat(metric("dropped.samples", "reason", "refused")).isEqualTo(1);
  }

  @Test
  void stamps_waitForAMissingAggregator() throws IOException {
    open();
    second.kill();
    position(T0);
    push("");
    await().during(Duration.ofMillis(1_500)).until(() -> receiver.received().isEmpty());
    second.start();
    awaitPosition(T0 + 60_000);
    assertThat(samples()).containsExactlyInAnyOrderElementsOf(ALL);
  }

  @Test
  void stamps_beforeRetentionAreSkipped() throws IOException {
    long keptMillis = Duration.ofHours(1).toMillis();
    position(T0 - 2 * keptMillis);
    push("");
    awaitPosition(T0 + 60_000);
    assertThat(samples()).containsAll(ALL).contains(cart(1, 0));
    assertThat(metric("skipped.seconds")).isEqualTo(3_645);
    assertThat(samples().subList(0, 2)).containsExactly(cart(0, -65_000), cart(1, -60_000));
  }

  @Test
  void expiredLabelSets_endWithAMarker() throws IOException {
    spanmetrics = "{histogram: {disable: true}, series_expiration: 10s}";
    position(T0 + 15_000);
    push("");
    awaitPosition(T0 + 60_000);
    assertThat(samples())
        .containsExactlyInAnyOrder(
            // The last count of cart before 15 s was at 5 s; it returns at 30 s.
            cart(2, 20_000).replace(" 2@", " stale@"),
            cart(2, 25_000),
            cart(3, 30_000),
            pay(0, 20_000),
            pay(1, 30_000),
            cart(3, 40_000),
            cart(3, 45_000).replace(" 3@", " stale@"),
            pay(1, 35_000),
            pay(1, 40_000).replace(" 1@", " stale@"));
  }

  @Test
  void histograms_haveBucketsSumsExemplarsAndMetadata() throws IOException {
    spanmetrics = "{exemplars: {enabled: true}, histogram: {explicit: {buckets: [2ms, 8ms]}}}";
    second.exemplar(Metric.SPANS, PAY, T0 + 55_000, 3_000_000, 0xabc, 0xdef);
    position(T0 + 45_000);
    push("");
    awaitPosition(T0 + 60_000);
    String name = "traces_span_metrics_duration_milliseconds";
    String pay = "{job=pay,service_name=pay} ";
    assertThat(samples())
        .contains(
            pay(2, 60_000),
            name + "_bucket{job=pay,le=2,service_name=pay} 0@" + (T0 + 60_000),
            name + "_bucket{job=pay,le=8,service_name=pay} 1@" + (T0 + 60_000),
            name + "_bucket{job=pay,le=8,service_name=pay} # {span_id=0000000000000def,"
                + "trace_id=00000000000000000000000000000abc} 3@" + (T0 + 55_000),
            name + "_bucket{job=pay,le=+Inf,service_name=pay} 2@" + (T0 + 60_000),
            name + "_sum" + pay + "1003@" + (T0 + 60_000),
            name + "_count" + pay + "2@" + (T0 + 60_000));
    assertThat(PlainRequest.first(PlainSnappy.decode(receiver.received().get(0).body())))
        .contains("# 1 " + CALLS + " Calls of operations, counted by their spans ");
  }

  @Test
  void secondVersion_hasSymbolsTypesAndTimesOfCreation() throws IOException {
    spanmetrics = "{histogram: {explicit: {buckets: [2ms, 8ms]}}}";
    position(T0 + 15_000);
    push(", protocol: '2.0', histograms: native");
    awaitPosition(T0 + 60_000);
    assertThat(metric("dropped.samples", "reason", "partial")).isZero();
    assertThat(metric("dropped.samples", "reason", "refused")).isZero();
    assertThat(receiver.received().get(0).headers().subList(0, 3))
        .containsExactly(
            "application/x-protobuf;proto=io.prometheus.write.v2.Request", "snappy", "2.0.0");
    List<String> lines = receiver.received().stream()
        .flatMap(request -> PlainRequest.second(PlainSnappy.decode(request.body())).stream())
        .toList();
    String created = " created " + (T0 + 20_000);
    String since = " since " + (T0 + 20_000);
    assertThat(lines)
        .contains(
            pay(0, 20_000) + " type 1/Calls of operations, counted by their spans/" + created,
            pay(1, 30_000) + since + " type 1/Calls of operations, counted by their spans/"
                + created,
            "traces_span_metrics_duration_milliseconds{job=pay,service_name=pay} count 1 sum 1000"
                + " schema 7 buckets 1@" + (T0 + 30_000) + since
                + " type 3/Durations of spans/milliseconds" + created);
  }

  @Test
  void secondVersion_countsWhatTheReceiverHasNotWritten() throws IOException {
    String header = "x-prometheus-remote-write-samples-written";
    receiver
        .thenAnswer(
            response -> response.putHeader(header, "0").setStatusCode(204).end(), 1)
        .thenAnswer(response -> response.setStatusCode(204).end(), 1);
    position(T0 + 30_000);
    push(", protocol: '2.0'");
    awaitPosition(T0 + 60_000);
    assertThat(metric("dropped.samples", "reason", "partial")).isEqualTo(1);
    assertThat(metric("dropped.samples", "reason", "refused")).isEqualTo(1);
    assertThat(receiver.received()).hasSize(2);
  }
}
