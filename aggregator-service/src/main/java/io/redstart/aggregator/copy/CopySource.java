// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.copy;

import io.redstart.aggregator.store.StoreFiles;
import io.redstart.aggregator.tool.StagedCopy;
import io.redstart.process.FatalErrors;
import io.redstart.process.RepeatingTask;
import io.redstart.wire.Frame;
import io.redstart.wire.MalformedFrameException;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.eventbus.Message;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets another aggregator copy a store that this process uses. The copy is made of links ({@link
 * StagedCopy}), so it needs next to no room and holds everything acknowledged before it began. One
 * copy at a time; it is removed when the other side ends it, or has asked nothing for {@value
 * #SILENT_MAX_MILLIS} ms.
 *
 * <p>Belongs to its event loop; files are read by workers.
 */
public final class CopySource extends VerticleBase {
  /** The largest range of a file in one reply. */
  static final int RANGE_MAX_BYTES = 1 << 20;

  /** A copy that nobody has asked about for this long is removed. */
  static final long SILENT_MAX_MILLIS = 60_000;

  private static final long LOOK_EVERY_MILLIS = 5_000;
  private static final Logger log = LoggerFactory.getLogger(CopySource.class);

  private final String address;
  private final StoreFiles files;
  private final WorkerExecutor workers;
  private final LongSupplier monotonicNanos;
  private @Nullable Served served;
  /** Completes when no copy is left from before. */
  private Future<@Nullable Void> removed = Future.succeededFuture();

  /** A copy on its way to another aggregator. */
  private static final class Served {
    final long copy;
    final Future<StagedCopy> staged;
    volatile @Nullable CopyList list;
    long heardNanos;

    Served(long copy, Future<StagedCopy> staged) {
      this.copy = copy;
      this.staged = staged;
    }
  }

  /** Reads an answer, on a worker. */
  private interface Answer {
    Frame read() throws IOException;
  }

  /**
   * Creates a source that serves nothing yet.
   *
   * @param files the store, which this process uses
   * @param workers run tasks that can take minutes
   * @param monotonicNanos a clock for measuring elapsed time, in nanoseconds
   */
  public CopySource(
      String address, StoreFiles files, WorkerExecutor workers, LongSupplier monotonicNanos) {
    this.address = address;
    this.files = files;
    this.workers = workers;
    this.monotonicNanos = monotonicNanos;
  }

  @Override
  public Future<?> start() {
    RepeatingTask.every(
        vertx, LOOK_EVERY_MILLIS, "removing a copy that was given up", this::endSilent);
    return vertx.eventBus().<Frame>consumer(address, this::handle).completion();
  }

  private void handle(Message<Frame> message) {
    try {
      CopyRequest request = CopyRequest.from(message.body());
      Served now = served;
      if (request.kind() == CopyRequest.Kind.BEGIN && now == null) {
        now = begin(request.copy());
      }
      if (now == null || now.copy != request.copy()) {
        message.reply(CopyReply.refused(
            now == null ? "this copy was given up" : "another copy is being made"));
        return;
      }
      now.heardNanos = monotonicNanos.getAsLong();
      answer(now, request, message);
    } catch (MalformedFrameException e) {
      message.reply(CopyReply.refused(reason(e)));
    }
  }

  private Served begin(long copy) {
    Future<StagedCopy> staged =
        removed.transform(done -> workers.executeBlocking(() -> StagedCopy.of(files), false));
    Served begun = new Served(copy, staged);
    served = begun;
    return begun;
  }

  private void answer(Served now, CopyRequest request, Message<Frame> message) {
    if (!now.staged.isComplete()) {
      message.reply(CopyReply.waiting());
      return;
    }
    if (now.staged.failed()) {
      served = null;
      message.reply(CopyReply.refused(reason(now.staged.cause())));
      return;
    }
    Path folder = now.staged.result().copied().folder();
    switch (request.kind()) {
      case BEGIN -> reply(message, () -> CopyReply.begun(listed(now, folder)));
      case READ -> {
        Path file = fileOf(now, request).in(folder);
        reply(message, () -> range(file, request));
      }
      case SUM -> {
        Path file = fileOf(now, request).in(folder);
        reply(message, () -> CopyReply.sum(CopyList.checksum(file)));
      }
      case END -> {
        end(now);
        message.reply(CopyReply.ended());
      }
    }
  }

  private static CopyList listed(Served now, Path folder) throws IOException {
    CopyList list = CopyList.of(new StoreFiles(folder));
    now.list = list;
    return list;
  }

  private static CopyList.CopiedFile fileOf(Served now, CopyRequest request) {
    CopyList list = now.list;
    if (list == null || request.file() >= list.files().size()) {
      throw new MalformedFrameException("file " + request.file() + " is not in the list");
    }
    return list.files().get(request.file());
  }

  private static Frame range(Path file, CopyRequest request) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(request.length());
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, request.offset() + bytes.position()) < 0) {
          throw new EOFException(
              file.getFileName() + " ends before " + request.offset() + " + " + request.length());
        }
      }
    }
    return CopyReply.range(bytes.array(), request.length());
  }

  private void reply(Message<Frame> message, Answer answer) {
    vertx.executeBlocking(answer::read, false).onComplete(message::reply, failure -> {
      FatalErrors.check(failure);
      message.reply(CopyReply.refused(reason(failure)));
    });
  }

  private void endSilent() {
    Served now = served;
    long silentNanos = TimeUnit.MILLISECONDS.toNanos(SILENT_MAX_MILLIS);
    if (now != null && monotonicNanos.getAsLong() - now.heardNanos >= silentNanos) {
      log.warn("removes the copy of {} that nobody asks for any more", files.folder());
      end(now);
    }
  }

  private void end(Served ended) {
    served = null;
    removed = ended.staged.compose(staged -> workers.executeBlocking(() -> close(staged), false));
  }

  private static @Nullable Void close(StagedCopy staged) throws IOException {
    staged.close();
    return null;
  }

  private static String reason(Throwable failure) {
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }

  @Override
  public Future<?> stop() {
    Served now = served;
    if (now != null) {
      end(now);
    }
    return Future.succeededFuture();
  }
}
