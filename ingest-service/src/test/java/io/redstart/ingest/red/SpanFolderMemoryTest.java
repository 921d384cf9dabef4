// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import static io.redstart.ingest.TestSpans.request;
import static io.redstart.ingest.TestSpans.resource;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import io.redstart.ingest.otlp.OtlpTraceDecoder;
import io.redstart.limit.MemoryBudget;
import io.redstart.limit.MemoryFullException;
import io.redstart.spanmetrics.SpanMetricsConfig;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a folder takes from its budgets is what it takes from the heap, within a quarter. */
class SpanFolderMemoryTest {
  private static final long MIB = 1L << 20;
  private static final int NAMES = 5;
  private static final long NOISE_BYTES = 64 << 10;

  private final MemoryBudget tables = new MemoryBudget("tables", 200 * MIB);
  private final MemoryBudget batches = new MemoryBudget("batches", 200 * MIB);
  private final OtlpTraceDecoder decoder = new OtlpTraceDecoder();

  @Test
  void tables_areHonest_aboutPodsThatRestart() throws Exception {
    long beforeBytes = usedBytes();
    SpanFolder folder = folder(tables.maxBytes());
    restartPods(folder, 0, 12_000);
    long takenBytes = usedBytes() - beforeBytes;

    assertThat(folder.labelSets()).isEqualTo(12_000 * NAMES);
    assertThat(folder.labelSetRestarts()).isZero();
    assertHonest(tables.usedBytes() + batches.usedBytes(), takenBytes);
  }

  @Test
  void tables_startAnewAtTheirLimit_andGiveEverythingBack() throws Exception {
    MemoryBudget few = new MemoryBudget("tables", 4 * MIB);
    SpanFolder folder = folder(few, few.maxBytes());
    for (int i = 0; i < 10; i++) {
      restartPods(folder, i * 1_000, 1_000);
      assertThat(few.usedBytes()).isLessThanOrEqualTo(few.maxBytes());
    }
    assertThat(folder.labelSetRestarts()).isPositive();
    assertThat(few.refusals()).isPositive();
  }

  @Test
  void fold_isHonest() throws Exception {
    SpanFolder folder = folder(MIB);
    byte[] bytes = names(60_000);
    long beforeBytes = usedBytes();
    decoder.decode(bytes, 0, bytes.length, folder);
    long takenBytes = usedBytes() - beforeBytes;

    assertHonest(tables.usedBytes() + batches.usedBytes(), takenBytes);
    folder.clear();
    assertThat(batches.usedBytes()).as("what is kept").isLessThan(4 * MIB);
  }

  @Test
  void requestsThatNeedMoreThanThereIs_areNotFolded() throws Exception {
    SpanFolder folder = folder(MIB);
    long leftBytes = 2 * MIB;
    batches.take(batches.maxBytes() - leftBytes);
    byte[] bytes = names(60_000);
    decoder.decode(bytes, 0, bytes.length, folder);

    assertThatThrownBy(folder::checkMemory)
        .isInstanceOfSatisfying(
            MemoryFullException.class, full -> assertThat(full.isForEver()).isFalse())
        .hasMessageContaining("memory for batches has no room");
    assertThat(folder.fold().heapBytes()).isLessThan(2 * leftBytes);
    folder.clear();
    byte[] small = names(10);
    decoder.decode(small, 0, small.length, folder);
    folder.checkMemory();
    assertThat(folder.fold().spans()).isEqualTo(10);
  }

  private SpanFolder folder(long tablesMaxBytes) {
    return folder(tables, tablesMaxBytes);
  }

  private SpanFolder folder(MemoryBudget budget, long tablesMaxBytes) {
    SpanMetricsConfig config = TestFolders.config("{}");
    return new SpanFolder(
        config, config.layout(), null, new FoldMemory(budget, tablesMaxBytes, batches), 42);
  }

  private void restartPods(SpanFolder folder, int first, int count) throws Exception {
    for (int i = first; i < first + count; i++) {
      Resource resource = resource(
          "service.name", "checkout",
          "service.instance.id", "f81d4fae-7dec-11d0-a765-" + (100_000_000_000L + i),
          "host.name", "checkout-6f7c9d-" + i);
      Span[] spans = IntStream.range(0, NAMES)
          .mapToObj(name -> span("GET /operation/" + name))
          .toArray(Span[]::new);
      byte[] bytes = request(resource, spans).toByteArray();
      decoder.decode(bytes, 0, bytes.length, folder);
      folder.clear();
    }
  }

  private static byte[] names(int count) {
    Span[] spans = IntStream.range(0, count)
        .mapToObj(i -> span("GET /user/" + i + "/profile"))
        .toArray(Span[]::new);
    return request(resource("service.name", "checkout"), spans).toByteArray();
  }

  private static Span span(String name) {
    return Span.newBuilder().setName(name).setEndTimeUnixNano(1_000_000).build();
  }

  private static void assertHonest(double saidBytes, long takenBytes) {
    assertThat(saidBytes / takenBytes)
        .as("%.0f bytes said of %d", saidBytes, takenBytes)
        .isBetween(0.8, 1.25);
  }

  /** Waits until what earlier tests left behind is released, which may happen on other threads. */
  private static long usedBytes() {
    AtomicLong usedBytes = new AtomicLong();
    await().until(() -> {
      for (int i = 0; i < 3; i++) {
        System.gc();
      }
      long now = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
      return Math.abs(now - usedBytes.getAndSet(now)) < NOISE_BYTES;
    });
    return usedBytes.get();
  }
}
