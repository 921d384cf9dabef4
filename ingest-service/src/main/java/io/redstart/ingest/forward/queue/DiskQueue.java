// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.forward.queue;

import io.redstart.ingest.forward.queue.QueueFolder.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A queue of requests on disk, bounded in bytes. It is a row of segments; the first ones are read,
 * the last one is written:
 *
 * <pre>
 *   0…4.segment      0…5.segment      0…6.segment
 *   ██▒▒░▒│          │                │      │
 *   finished, taken  next             next record is written here
 *        └ first record that is not finished: kept in the file "position"
 * </pre>
 *
 * <p>Requests are taken in order and finished in any order. A segment is deleted when all of its
 * requests are finished. If there is no room for another request, the <em>oldest segment</em> is
 * deleted with the requests in it. Those already taken are {@linkplain QueuedRequest#evicted marked
 * as evicted}, and their sender decides what becomes of them.
 *
 * <p>After a crash the queue begins at the last kept position: what was finished since then is sent
 * again. An unfinished last record is dropped.
 *
 * <p>A long file, because writing, reading and dropping move the same few positions.
 *
 * <p>One thread at a time, except {@link #waitingBytes}, {@link #oldestStampMillis} and the tasks
 * of {@link #syncTask}. Reading and writing block.
 */
public final class DiskQueue implements AutoCloseable {
  private static final int BUFFER_BYTES = 256 << 10;
  /** A full queue has about this many segments, so that dropping one drops little. */
  private static final int SEGMENTS = 64;

  /** The stamp of no request. */
  public static final long NO_STAMP = Long.MAX_VALUE;

  /**
   * The limits of a queue.
   *
   * @param queueMaxBytes its largest size on disk
   * @param freeMinBytes how many bytes it leaves on the disk
   * @param requestMaxBytes the largest request
   */
  public record Limits(long queueMaxBytes, long freeMinBytes, long requestMaxBytes) {}

  private final QueueFolder folder;
  private final Limits limits;
  private final LongSupplier freeBytes;
  private final LossSink losses;
  private final long segmentMaxBytes;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final Deque<Segment> segments = new ArrayDeque<>();
  private final TreeSet<QueuedRequest> taken = new TreeSet<>();
  private @Nullable Segment written;
  private long lastNumber;
  private long totalBytes;

  /** The next record to be taken: where it is, and its head if that was read. */
  private long nextSegment;

  private long nextOffset;
  private @Nullable RecordHead nextHead;
  private Position kept;
  private boolean isClosed;
  private volatile long waitingBytes;
  private volatile long oldestStampMillis = NO_STAMP;

  private DiskQueue(
      QueueFolder folder, Limits limits, LongSupplier freeBytes, LossSink losses, Position kept) {
    this.folder = folder;
    this.limits = limits;
    this.freeBytes = freeBytes;
    this.losses = losses;
    this.kept = kept;
    this.segmentMaxBytes = limits.queueMaxBytes / SEGMENTS;
  }

  /**
   * Opens the queue in a folder, and closes the folder with it.
   *
   * @param freeBytes returns the free bytes of its disk
   * @param losses counts what is lost
   */
  public static DiskQueue open(
      QueueFolder folder, Limits limits, LongSupplier freeBytes, LossSink losses)
      throws IOException {
    DiskQueue queue = new DiskQueue(folder, limits, freeBytes, losses, folder.position());
    queue.recover();
    return queue;
  }

  private void recover() throws IOException {
    nextSegment = kept.segment();
    nextOffset = Math.max(Segment.FIRST_OFFSET, kept.offset());
    for (long number : folder.segments()) {
      lastNumber = number;
      Segment segment = Segment.open(folder, number);
      if (number < kept.segment()) {
        segment.delete();
      } else if (segment.sizeBytes() > Segment.FIRST_OFFSET && !segment.isKnown()) {
        losses.lost(Loss.DAMAGED, 1, 0, folder.segment(number) + " does not begin as a segment");
        segment.delete();
      } else {
        segments.addLast(segment);
        totalBytes += segment.sizeBytes();
      }
    }
    lastNumber = Math.max(lastNumber, kept.segment());
    measure();
  }

  /** Appends a request; if that is impossible, counts it as lost. */
  public void append(byte[] payload, int spans, long stampMillis) {
    RecordHead head = RecordHead.of(payload, spans, stampMillis);
    if (head.recordBytes() > limits.queueMaxBytes - segmentMaxBytes
        || payload.length > limits.requestMaxBytes) {
      losses.lost(Loss.TOO_LARGE, 1, spans, payload.length + " bytes");
      return;
    }
    try {
      Segment segment = segmentFor(head);
      if (segment == null) {
        losses.lost(
            Loss.DISK_FULL, 1, spans, freeBytes.getAsLong() + " bytes are free for " + folder);
      } else {
        segment.append(head, payload, buffer);
        totalBytes += head.recordBytes();
      }
    } catch (IOException e) {
      if (written != null && written.isTorn()) {
        written = null;
      }
      losses.lost(Loss.DISK_ERROR, 1, spans, "cannot write to " + folder + ": " + e.getMessage());
    }
    measure();
  }

  /** Returns the segment for another record, or null if the disk has no room. */
  private @Nullable Segment segmentFor(RecordHead head) throws IOException {
    while (totalBytes + head.recordBytes() > limits.queueMaxBytes) {
      evictOldest(Loss.QUEUE_FULL);
    }
    Segment current = written;
    if (current != null && current.sizeBytes() < segmentMaxBytes) {
      return current;
    }
    written = null;
    dropFinished();
    long neededBytes = limits.freeMinBytes + Math.max(segmentMaxBytes, head.recordBytes());
    while (freeBytes.getAsLong() < neededBytes) {
      if (segments.isEmpty()) {
        return null;
      }
      evictOldest(Loss.DISK_FULL);
    }
    Segment created = Segment.create(folder, ++lastNumber, buffer);
    segments.addLast(created);
    totalBytes += created.sizeBytes();
    written = created;
    return created;
  }

  private void evictOldest(Loss loss) throws IOException {
    Segment oldest = segments.removeFirst();
    countUnread(oldest, loss);
    for (QueuedRequest request : List.copyOf(taken)) {
      if (request.segment() == oldest.number()) {
        request.evict(loss);
        taken.remove(request);
      }
    }
    forget(oldest);
  }

  private void countUnread(Segment segment, Loss loss) {
    if (nextSegment > segment.number()) {
      return;
    }
    long offset = nextSegment == segment.number() ? nextOffset : Segment.FIRST_OFFSET;
    long requests = 0;
    long spans = 0;
    try {
      RecordHead head = segment.headAt(offset);
      while (head != null) {
        requests++;
        spans += head.spans();
        offset += head.recordBytes();
        head = segment.headAt(offset);
      }
    } catch (IOException e) {
      losses.troubled("cannot count what is dropped from " + folder + ": " + e.getMessage());
    }
    losses.lost(loss, requests, spans, "the oldest requests of " + folder);
    moveTo(segment.number() + 1, Segment.FIRST_OFFSET);
  }

  private void forget(Segment segment) throws IOException {
    totalBytes -= segment.sizeBytes();
    if (segment == written) {
      written = null;
    }
    segment.delete();
  }

  private void moveTo(long segment, long offset) {
    nextSegment = segment;
    nextOffset = offset;
    nextHead = null;
  }

  /** Returns the size of the request that {@link #take} would return, or -1 if there is none. */
  public int nextBytes() {
    while (nextHead == null) {
      Segment segment = segmentOfNext();
      if (segment == null) {
        return -1;
      }
      if (nextOffset >= segment.sizeBytes()) {
        if (segment == written) {
          return -1;
        }
        moveTo(segment.number() + 1, Segment.FIRST_OFFSET);
      } else {
        nextHead = readHead(segment);
      }
    }
    return nextHead.length();
  }

  /** Returns the segment that the next record is in or, if it was deleted, the one after it. */
  private @Nullable Segment segmentOfNext() {
    for (Segment segment : segments) {
      if (segment.number() >= nextSegment) {
        if (segment.number() > nextSegment) {
          moveTo(segment.number(), Segment.FIRST_OFFSET);
        }
        return segment;
      }
    }
    return null;
  }

  private @Nullable RecordHead readHead(Segment segment) {
    RecordHead head = null;
    String why = "damaged at byte " + nextOffset;
    try {
      head = segment.headAt(nextOffset);
    } catch (IOException e) {
      why = "cannot be read: " + e.getMessage();
    }
    if (head == null) {
      losses.lost(Loss.DAMAGED, 1, 0, folder.segment(segment.number()) + " is " + why);
      moveTo(segment.number() + 1, Segment.FIRST_OFFSET);
      if (segment == written) {
        written = null;
      }
    }
    return head;
  }

  /**
   * Takes the next request.
   *
   * @return null if there is none, or it is damaged
   */
  public @Nullable QueuedRequest take() {
    Segment segment = nextBytes() < 0 ? null : segmentOfNext();
    RecordHead head = nextHead;
    if (segment == null || head == null) {
      return null;
    }
    long offset = nextOffset;
    moveTo(nextSegment, offset + head.recordBytes());
    QueuedRequest request = read(segment, offset, head);
    if (request != null) {
      taken.add(request);
    }
    measure();
    return request;
  }

  private @Nullable QueuedRequest read(Segment segment, long offset, RecordHead head) {
    String why = "its request at byte " + offset + " is damaged";
    try {
      if (head.length() > limits.requestMaxBytes) {
        losses.lost(Loss.TOO_LARGE, 1, head.spans(), head.length() + " bytes");
        return null;
      }
      byte[] payload = segment.payloadAt(offset, head);
      if (payload != null) {
        return new QueuedRequest(segment.number(), offset, head, payload);
      }
    } catch (IOException e) {
      why = e.getMessage();
    }
    losses.lost(Loss.DAMAGED, 1, head.spans(), folder.segment(segment.number()) + ": " + why);
    return null;
  }

  /** Forgets a request that was taken. Does nothing if it was evicted. */
  public void finish(QueuedRequest request) {
    if (taken.remove(request)) {
      try {
        dropFinished();
      } catch (IOException e) {
        losses.troubled("cannot delete from " + folder + ": " + e.getMessage());
      }
      measure();
    }
  }

  private void dropFinished() throws IOException {
    Position first = first();
    while (!segments.isEmpty()
        && segments.peekFirst() != written
        && (segments.peekFirst().number() < first.segment()
            || (segments.peekFirst().number() == first.segment()
                && first.offset() >= segments.peekFirst().sizeBytes()))) {
      forget(segments.removeFirst());
    }
  }

  /** Returns the position of the first request that is not finished. */
  private Position first() {
    return taken.isEmpty()
        ? new Position(nextSegment, nextOffset)
        : new Position(taken.first().segment(), taken.first().offset());
  }

  private void measure() {
    Position first = first();
    long passedBytes = Segment.FIRST_OFFSET * segments.size();
    for (Segment segment : segments) {
      if (segment.number() == first.segment()) {
        passedBytes += Math.min(first.offset(), segment.sizeBytes()) - Segment.FIRST_OFFSET;
      } else if (segment.number() < first.segment()) {
        passedBytes += segment.sizeBytes() - Segment.FIRST_OFFSET;
      }
    }
    waitingBytes = Math.max(0, totalBytes - passedBytes);
    if (!taken.isEmpty()) {
      oldestStampMillis = taken.first().stampMillis();
    } else {
      oldestStampMillis = nextBytes() < 0 || nextHead == null ? NO_STAMP : nextHead.stampMillis();
    }
  }

  /** Returns how many bytes of requests are not finished. Any thread. */
  public long waitingBytes() {
    return waitingBytes;
  }

  /** Returns when the oldest unfinished request was appended, or {@link #NO_STAMP}. Any thread. */
  public long oldestStampMillis() {
    return oldestStampMillis;
  }

  /** A task that makes requests durable, on any thread. */
  @FunctionalInterface
  public interface SyncTask {
    void run() throws IOException;
  }

  /**
   * Keeps the position. To be called every second.
   *
   * @return the task that makes durable what was appended before the previous call and still waits;
   *     null if there is nothing
   */
  public @Nullable SyncTask everySecond() throws IOException {
    keepPosition();
    List<Segment> due = new ArrayList<>();
    Position first = first();
    for (Segment segment : segments) {
      long from = segment.number() < first.segment()
          ? Long.MAX_VALUE
          : segment.number() == first.segment() ? first.offset() : 0;
      if (segment.settle(from)) {
        due.add(segment);
      }
    }
    return due.isEmpty() ? null : syncTask(due);
  }

  private SyncTask syncTask(List<Segment> due) {
    List<Long> sizes = due.stream().map(Segment::sizeBytes).toList();
    return () -> {
      for (int i = 0; i < due.size(); i++) {
        try {
          due.get(i).sync(sizes.get(i));
        } catch (IOException e) {
          if (due.get(i).isOpen()) {
            throw e;
          }
        }
      }
      folder.sync();
    };
  }

  private void keepPosition() throws IOException {
    Position first = first();
    if (!first.equals(kept)) {
      folder.position(first);
      kept = first;
    }
  }

  /** Makes everything durable and closes the files; does nothing the second time. */
  @Override
  public void close() throws IOException {
    if (isClosed) {
      return;
    }
    isClosed = true;
    try {
      written = null;
      dropFinished();
      keepPosition();
      syncTask(List.copyOf(segments)).run();
    } finally {
      for (Segment segment : segments) {
        segment.close();
      }
      folder.close();
    }
  }
}
