// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import static org.awaitility.Awaitility.await;

import io.redstart.aggregator.fixture.FakeClock;
import io.redstart.aggregator.journal.RecordRun;
import io.redstart.aggregator.sealed.Progress;
import io.redstart.aggregator.tool.StoreBackup;
import io.redstart.config.StoreConfig;
import io.redstart.limit.MemoryBudget;
import io.redstart.model.CellLayout;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/** A primary with a copy that follows it without a bus, and everything that can happen to both. */
final class FollowedStore {
  private final Path primaryFolder;
  private final Path copyFolder;
  private final FakeClock time;
  private final CellLayout layout;
  private final int shards;
  private final StoreConfig.Tier[] retention;
  final MemoryBudget copyMemory = new MemoryBudget("store", TestStores.SIZE_MAX_BYTES);
  RowStore primary;
  RowStore copy;
  Link link;
  int startedOver;
  int resumed;

  /** The way from the primary to its copy. */
  final class Link implements RecordFeed.Follower {
    private final CopyIntake intake;
    private final long life;
    final AtomicBoolean isCut = new AtomicBoolean();
    volatile Throwable detached;

    Link(CopyIntake intake, long life) {
      this.intake = intake;
      this.life = life;
    }

    @Override
    public String name() {
      return "the copy";
    }

    @Override
    public Future<Long> send(RecordRun records, long sealedMillis) {
      return isCut.get()
          ? Future.failedFuture(new IOException("the link is cut"))
          : intake.receive(life, records.bytes(), sealedMillis);
    }

    /** Lets the time pass for which commits still wait, since nobody else does. */
    @Override
    public void detached(Throwable cause) {
      detached = cause;
      time.advance(RecordFeed.WAIT_MAX_MILLIS);
    }
  }

  FollowedStore(
      Path folder, FakeClock time, CellLayout layout, int shards, StoreConfig.Tier... retention) {
    this.primaryFolder = folder.resolve("primary");
    this.copyFolder = folder.resolve("copy");
    this.time = time;
    this.layout = layout;
    this.shards = shards;
    this.retention = retention;
  }

  RowStore openPrimary() {
    primary = TestStores.onDisk(primaryFolder, time, layout, shards, retention);
    return primary;
  }

  void openCopy() {
    copy = TestStores.copyOnDisk(copyFolder, time, layout, copyMemory, shards, retention);
  }

  RecordFeed feed() {
    return primary.feed().orElseThrow();
  }

  CopyIntake intake() {
    return copy.intake().orElseThrow();
  }

  /** Lets the copy follow from where it is, or from a new beginning. */
  void connect() throws Exception {
    if (copy == null || !resume()) {
      startOver();
    }
  }

  boolean resume() throws IOException {
    if (!feed().canResume(intake().life(), intake().lastCommit())) {
      return false;
    }
    attach();
    resumed++;
    return true;
  }

  private void begin() {
    intake().begin(feed().life()).toCompletionStage().toCompletableFuture().join();
  }

  private void attach() {
    begin();
    link = new Link(intake(), feed().life());
    feed().attach(link, intake().lastCommit());
  }

  /** Throws the copy away and makes a new one from a backup. */
  void startOver() throws Exception {
    if (copy != null) {
      copy.abandon();
      feed().detach(link, new IOException("the copy is thrown away"));
    }
    TestFolders.delete(copyFolder);
    StoreFiles files = new StoreFiles(primaryFolder);
    Thread backup = new Thread(() -> {
      try {
        new StoreBackup(files, Progress.SILENT).to(copyFolder);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    });
    backup.start();
    while (backup.isAlive()) {
      if (Files.exists(files.backupRequest())) {
        primary.tidy();
      }
      backup.join(1);
    }
    openCopy();
    begin();
    startedOver++;
    attach();
  }

  /** Waits until the copy has everything; connects it again if it does not follow any more. */
  void catchUp() throws Exception {
    long last = lastCommit();
    for (int i = 0; intake().lastCommit() < last; i++) {
      if (link.detached != null) {
        connect();
        continue;
      }
      await().until(() -> intake().lastCommit() >= last || link.detached != null);
    }
  }

  /** Returns the last commit of the primary. */
  long lastCommit() {
    return primary.disk().committer().between(() -> primary.disk().journal().lastCommit());
  }
}
