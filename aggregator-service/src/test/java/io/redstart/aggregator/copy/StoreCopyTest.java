// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.aggregator.fixture.Await;
import io.redstart.aggregator.sealed.Progress;
import io.redstart.aggregator.store.RowStore;
import io.redstart.aggregator.store.StoreException;
import io.redstart.aggregator.store.StoreFiles;
import io.redstart.aggregator.store.StoreHost;
import io.redstart.aggregator.store.Stores;
import io.redstart.bus.FrameCodec;
import io.redstart.config.StoreConfig;
import io.redstart.limit.MemoryBudget;
import io.redstart.model.CellLayout;
import io.redstart.model.StoreId;
import io.redstart.wire.Frame;
import io.redstart.wire.KnownStore;
import io.redstart.wire.WireWriter;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
@Timeout(60)
class StoreCopyTest {
  private static final String ADDRESS = "copy";
  /** A journal larger than two ranges. */
  private static final int KNOWN_STORES = 50_000;

  @TempDir
  private Path root;

  private Vertx vertx;
  private RowStore store;

  @BeforeEach
  void open(Vertx fresh) throws Exception {
    vertx = fresh;
    FrameCodec.register(vertx.eventBus());
    store = stores(root.resolve("original")).openNow();
    List<KnownStore> many = new ArrayList<>();
    for (int i = 0; i < KNOWN_STORES; i++) {
      many.add(KnownStore.expected(new StoreId(1, i), "store-" + i));
    }
    Await.result(store.remember(many));
    WorkerExecutor workers = vertx.createSharedWorkerExecutor("copies", 2, 1, TimeUnit.DAYS);
    Await.result(vertx.deployVerticle(new CopySource(
        ADDRESS, new StoreFiles(root.resolve("original")), workers, System::nanoTime)));
  }

  private static Stores stores(Path folder) {
    return new Stores(
        1,
        new StoreConfig(
            folder.toString(),
            List.of(new StoreConfig.Tier(Duration.ofSeconds(5), Duration.ofHours(1))),
            false,
            0),
        CellLayout.of(),
        InstantSource.system(),
        System::nanoTime,
        5,
        new MemoryBudget("store", 64 << 20),
        4 << 20,
        failure -> {});
  }

  @AfterEach
  void close() throws Exception {
    Await.result(store.close());
  }

  private long pull(Path target, Progress progress) throws Exception {
    return StoreCopy.pull(
        new CopyLink(StoreHost.PROCESS, vertx, ADDRESS, () -> false), target, 0, progress);
  }

  @Test
  void copy_isAStoreWithTheSameIdAndEverythingAcknowledged() throws Exception {
    long commit = pull(root.resolve("copy"), Progress.SILENT);
    assertThat(commit).isPositive();
    var copied = stores(root.resolve("copy")).openNow();
    assertThat(copied.id()).isEqualTo(store.id());
    assertThat(copied.known()).hasSize(KNOWN_STORES);
    Await.result(copied.close());
    assertThat(root.resolve("original/backup-staged")).doesNotExist();
  }

  @Test
  void interruptedCopy_goesOnWhereItEnded() throws Exception {
    Path target = root.resolve("copy");
    AtomicLong copiedBytes = new AtomicLong();
    CopyLink cut = new CopyLink(
        StoreHost.PROCESS, vertx, ADDRESS, () -> copiedBytes.get() >= CopySource.RANGE_MAX_BYTES);
    assertThatThrownBy(
            () -> StoreCopy.pull(cut, target, 0, (what, done, total) -> copiedBytes.set(done)))
        .isInstanceOf(StoreException.class)
        .hasMessage("the copy was cancelled");
    List<Long> steps = new ArrayList<>();
    pull(target, (what, done, total) -> steps.add(done));
    List<Long> fromTheBeginning = new ArrayList<>();
    pull(root.resolve("other"), (what, done, total) -> fromTheBeginning.add(done));
    assertThat(steps).hasSizeLessThan(fromTheBeginning.size());
    Await.result(stores(target).openNow().close());
  }

  @Test
  void leftoversOfAnotherCopy_areReplaced() throws Exception {
    Path target = root.resolve("copy");
    pull(target, Progress.SILENT);
    for (Path file : files(target)) {
      byte[] bytes = Files.readAllBytes(file);
      if (bytes.length > 0) {
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
      }
    }
    Files.writeString(target.resolve("rows/000099.sst"), "of an earlier copy");
    pull(target, Progress.SILENT);
    assertThat(target.resolve("rows/000099.sst")).doesNotExist();
    Await.result(stores(target).openNow().close());
  }

  @Test
  void secondCopyAtOnce_isRefused() throws Exception {
    vertx.eventBus().send(ADDRESS, CopyRequest.of(CopyRequest.Kind.BEGIN, 1).toFrame());
    assertThatThrownBy(() -> pull(root.resolve("copy"), Progress.SILENT))
        .isInstanceOf(StoreException.class)
        .hasMessage("the copied aggregator refuses: another copy is being made");
  }

  @Test
  void copyWithoutRoom_isNotBegun() {
    assertThatThrownBy(() -> StoreCopy.pull(
            new CopyLink(StoreHost.PROCESS, vertx, ADDRESS, () -> false),
            root.resolve("copy"),
            Long.MAX_VALUE / 2,
            Progress.SILENT))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("bytes free, the copy and what must stay free need");
  }

  @Test
  void fileOutsideOfTheStore_isNeverWritten() throws Exception {
    String elsewhere = "elsewhere";
    Frame list = new WireWriter()
        .writeByte(2)
        .writeVarint(1)
        .writeVarint(1)
        .writeString("rows/../../evil")
        .writeVarint(3)
        .toFrame();
    Await.result(vertx
        .eventBus()
        .<Frame>consumer(elsewhere, message -> message.reply(list))
        .completion());
    assertThatThrownBy(() -> StoreCopy.pull(
            new CopyLink(StoreHost.PROCESS, vertx, elsewhere, () -> false),
            root.resolve("copy"),
            0,
            Progress.SILENT))
        .isInstanceOf(StoreException.class)
        .hasMessage("a copy of a store cannot contain a file \"rows/../../evil\"");
  }

  private static List<Path> files(Path folder) throws Exception {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }
}
