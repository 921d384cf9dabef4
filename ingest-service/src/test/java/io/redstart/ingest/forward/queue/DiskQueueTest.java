// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.forward.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskQueueTest {
  private static final long QUEUE_BYTES = 1 << 20;
  private static final int REQUEST_MAX_BYTES = 1 << 19;
  private static final int SPANS = 3;
  /** Sixteen of them fill a segment. */
  private static final int LENGTH = 1 << 10;

  @TempDir
  private Path path;

  private final Losses losses = new Losses();
  private long freeBytes = Long.MAX_VALUE;
  private DiskQueue queue;

  private DiskQueue open() throws IOException {
    DiskQueue.Limits limits = new DiskQueue.Limits(QUEUE_BYTES, 1_000, REQUEST_MAX_BYTES);
    queue = DiskQueue.open(QueueFolder.open(path), limits, () -> freeBytes, losses);
    return queue;
  }

  @AfterEach
  void close() throws IOException {
    if (queue != null) {
      queue.close();
    }
  }

  /** Ends the queue as kill -9 does: what was written is there, and nothing else is written. */
  private void crash() throws IOException {
    Path copy = Files.createDirectory(path.resolveSibling(path.getFileName() + "-crashed"));
    for (Path file : files()) {
      Files.copy(file, copy.resolve(file.getFileName()));
    }
    queue.close();
    for (Path file : files()) {
      Files.delete(file);
    }
    try (Stream<Path> copied = Files.list(copy)) {
      for (Path file : copied.toList()) {
        Files.move(file, path.resolve(file.getFileName()));
      }
    }
    Files.delete(copy);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files.sorted().toList();
    }
  }

  private List<Path> segments() throws IOException {
    return files().stream().filter(file -> file.toString().endsWith(".segment")).toList();
  }

  private static byte[] request(int number, int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) (number >> 8));
    bytes[length - 1] = (byte) number;
    return bytes;
  }

  private void append(int from, int to) {
    for (int number = from; number < to; number++) {
      queue.append(request(number, LENGTH), SPANS, number);
    }
  }

  private static int number(QueuedRequest request) {
    byte[] bytes = request.payload();
    return (bytes[0] & 0xff) << 8 | bytes[bytes.length - 1] & 0xff;
  }

  private List<QueuedRequest> takeAll() {
    List<QueuedRequest> taken = new ArrayList<>();
    QueuedRequest next = queue.take();
    while (next != null) {
      taken.add(next);
      next = queue.take();
    }
    return taken;
  }

  private List<Integer> numbersOfAll() {
    return takeAll().stream().map(DiskQueueTest::number).toList();
  }

  private static List<Integer> range(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }

  @Test
  void take_returnsRequestsInOrderAndUnchanged() throws IOException {
    open();
    SplittableRandom random = new SplittableRandom(1);
    List<byte[]> requests = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      byte[] bytes = new byte[random.nextInt(20_000)];
      random.nextBytes(bytes);
      requests.add(bytes);
      queue.append(bytes, i, 1_000 + i);
    }
    List<QueuedRequest> taken = takeAll();

    assertThat(taken).extracting(QueuedRequest::payload).containsExactlyElementsOf(requests);
    assertThat(taken).extracting(QueuedRequest::spans).isEqualTo(range(0, 50));
    assertThat(losses.requests).isEmpty();
  }

  @Test
  void request_largerThanTheBufferAndASegment_isKept() throws IOException {
    open();
    byte[] large = new byte[REQUEST_MAX_BYTES];
    new SplittableRandom(2).nextBytes(large);
    queue.append(large, 1, 0);
    append(0, 1);

    assertThat(queue.take().payload()).isEqualTo(large);
    assertThat(numbersOfAll()).containsExactly(0);
  }

  @Test
  void request_largerThanTheLimit_isLost() throws IOException {
    open();
    queue.append(new byte[REQUEST_MAX_BYTES + 1], SPANS, 0);

    assertThat(losses.requests).isEqualTo(Map.of(Loss.TOO_LARGE, 1L));
    assertThat(losses.spans).isEqualTo(Map.of(Loss.TOO_LARGE, 3L));
    assertThat(queue.take()).isNull();
  }

  @Test
  void restart_continuesWithWhatIsNotFinished() throws IOException {
    open();
    append(0, 40);
    List<QueuedRequest> taken = takeAll();
    taken.subList(0, 30).forEach(queue::finish);
    queue.finish(taken.get(35));
    queue.close();

    open();
    // 35 is sent again: only what comes before the first unfinished request is known as finished.
    assertThat(numbersOfAll()).isEqualTo(range(30, 40));
    assertThat(losses.requests).isEmpty();
  }

  @Test
  void crash_losesNothingThatWasWritten() throws IOException {
    open();
    append(0, 40);
    takeAll().subList(0, 20).forEach(queue::finish);
    queue.everySecond();
    takeAll();
    crash();

    open();
    append(40, 42);
    assertThat(numbersOfAll()).isEqualTo(range(20, 42));
    assertThat(losses.requests).isEmpty();
  }

  @Test
  void crashInTheMiddleOfARecord_losesThatRecordOnly() throws IOException {
    int recordBytes = LENGTH + RecordHead.BYTES;
    for (int cut : List.of(1, RecordHead.BYTES - 1, RecordHead.BYTES, LENGTH, recordBytes - 1)) {
      losses.requests.clear();
      open();
      append(0, 3);
      crash();
      Path last = segments().get(segments().size() - 1);
      byte[] bytes = Files.readAllBytes(last);
      Files.write(last, Arrays.copyOf(bytes, bytes.length - recordBytes + cut));

      open();
      append(3, 4);
      List<QueuedRequest> taken = takeAll();
      assertThat(taken.stream().map(DiskQueueTest::number))
          .as("cut at %d", cut)
          .containsExactly(0, 1, 3);
      assertThat(losses.requests).isEqualTo(Map.of(Loss.DAMAGED, 1L));
      taken.forEach(queue::finish);
      queue.close();
    }
  }

  @Test
  void damagedRequest_isLost_andTheNextOnesAreNot() throws IOException {
    open();
    append(0, 3);
    queue.close();
    Path segment = segments().get(0);
    byte[] bytes = Files.readAllBytes(segment);
    bytes[bytes.length - LENGTH - RecordHead.BYTES - 1] ^= 1;
    Files.write(segment, bytes);

    open();
    assertThat(queue.take()).isNotNull();
    assertThat(queue.take()).isNull();
    assertThat(number(queue.take())).isEqualTo(2);
    assertThat(losses.requests).isEqualTo(Map.of(Loss.DAMAGED, 1L));
    assertThat(losses.spans).isEqualTo(Map.of(Loss.DAMAGED, 3L));
  }

  @Test
  void segmentOfZeros_asAfterAPowerCut_isLost() throws IOException {
    open();
    append(0, 3);
    queue.close();
    Files.write(segments().get(0), new byte[5_000], StandardOpenOption.TRUNCATE_EXISTING);

    open();
    append(3, 4);
    assertThat(numbersOfAll()).containsExactly(3);
    assertThat(losses.requests).isEqualTo(Map.of(Loss.DAMAGED, 1L));
  }

  @Test
  void damagedPosition_repeatsAndLosesNothing() throws IOException {
    open();
    append(0, 3);
    queue.finish(queue.take());
    queue.close();
    Files.writeString(path.resolve("position"), "rubbish");

    open();
    assertThat(numbersOfAll()).isEqualTo(range(0, 3));
  }

  @Test
  void fullQueue_dropsTheOldest() throws IOException {
    open();
    append(0, 3_000);
    assertThat(sizeOnDisk()).isBetween(QUEUE_BYTES * 9 / 10, QUEUE_BYTES);
    List<Integer> left = numbersOfAll();

    int dropped = 3_000 - left.size();
    assertThat(left).isEqualTo(range(dropped, 3_000));
    assertThat(losses.requests).isEqualTo(Map.of(Loss.QUEUE_FULL, (long) dropped));
    assertThat(losses.spans).isEqualTo(Map.of(Loss.QUEUE_FULL, (long) dropped * SPANS));
  }

  @Test
  void fullQueue_afterARestart_dropsTheOldest() throws IOException {
    open();
    append(0, 900);
    queue.close();
    open();
    append(900, 2_000);
    List<Integer> left = numbersOfAll();

    assertThat(left).isEqualTo(range(2_000 - left.size(), 2_000));
    assertThat(losses.requests).isEqualTo(Map.of(Loss.QUEUE_FULL, 2_000L - left.size()));
  }

  @Test
  void fullQueue_leavesRequestsThatAreTakenToTheirTaker() throws IOException {
    open();
    append(0, 20);
    QueuedRequest first = queue.take();
    append(20, 2_000);

    assertThat(first.evicted()).isEqualTo(Loss.QUEUE_FULL);
    queue.finish(first);
    long left = takeAll().size();
    assertThat(losses.requests).isEqualTo(Map.of(Loss.QUEUE_FULL, 2_000L - 1 - left));
  }

  @Test
  void fullDisk_dropsTheOldest_thenWhatArrives() throws IOException {
    open();
    append(0, 100);
    freeBytes = 10_000;
    append(100, 200);
    assertThat(queue.take()).isNull();
    assertThat(losses.requests.keySet()).containsExactly(Loss.DISK_FULL);
    assertThat(losses.requests).isEqualTo(Map.of(Loss.DISK_FULL, 200L));

    freeBytes = Long.MAX_VALUE;
    append(200, 201);
    assertThat(numbersOfAll()).containsExactly(200);
  }

  @Test
  void finishedSegments_areDeleted() throws IOException {
    open();
    append(0, 500);
    takeAll().forEach(queue::finish);
    assertThat(segments()).hasSize(1);
    assertThat(queue.waitingBytes()).isZero();
    queue.close();
    assertThat(segments()).isEmpty();

    open();
    append(500, 501);
    assertThat(numbersOfAll()).containsExactly(500);
  }

  @Test
  void waitingBytes_andOldest_followTheFirstUnfinishedRequest() throws IOException {
    open();
    assertThat(queue.oldestStampMillis()).isEqualTo(DiskQueue.NO_STAMP);
    append(5, 25);
    assertThat(queue.oldestStampMillis()).isEqualTo(5);
    assertThat(queue.waitingBytes()).isEqualTo(20L * (LENGTH + RecordHead.BYTES));
    List<QueuedRequest> taken = takeAll();
    queue.finish(taken.get(1));
    assertThat(queue.oldestStampMillis()).isEqualTo(5);
    queue.finish(taken.get(0));
    assertThat(queue.oldestStampMillis()).isEqualTo(7);
    assertThat(queue.waitingBytes()).isEqualTo(18L * (LENGTH + RecordHead.BYTES));
  }

  @Test
  void everySecond_syncsOnlyWhatHasWaitedForASecond() throws IOException {
    open();
    append(0, 2);
    assertThat(queue.everySecond()).as("not older than a second").isNull();
    DiskQueue.SyncTask task = queue.everySecond();
    assertThat(task).isNotNull();
    task.run();
    assertThat(queue.everySecond()).as("durable").isNull();
    append(2, 4);
    queue.everySecond();
    takeAll().forEach(queue::finish);
    assertThat(queue.everySecond()).as("finished").isNull();
  }

  @Test
  void sync_ofADeletedSegment_isNoFailure() throws IOException {
    open();
    append(0, 40);
    queue.everySecond();
    DiskQueue.SyncTask task = queue.everySecond();
    takeAll().forEach(queue::finish);
    task.run();
    assertThat(segments()).hasSize(1);
  }

  @Test
  void folder_isUsedByOneQueue() throws IOException {
    open();
    assertThatThrownBy(() -> QueueFolder.open(path))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(" is in use by process ");
    queue.close();
    open();
  }

  private long sizeOnDisk() throws IOException {
    long bytes = 0;
    for (Path segment : segments()) {
      bytes += Files.size(segment);
    }
    return bytes;
  }
}
