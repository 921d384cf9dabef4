// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.copy;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import io.redstart.aggregator.copy.CopyList.CopiedFile;
import io.redstart.aggregator.copy.CopyRequest.Kind;
import io.redstart.aggregator.sealed.Progress;
import io.redstart.aggregator.store.StoreException;
import io.redstart.wire.WireReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Copies a store that another aggregator uses into a folder of this process, over the event bus. One
 * range is in flight, so a copy is never faster than the slower of both disks, and a bus that is busy
 * with spans slows it down.
 *
 * <p>The folder may hold what an earlier, interrupted copy left: files whose checksums are right
 * stay, files that are too short go on where they end, and everything else is deleted.
 */
public final class StoreCopy {
  private final CopyLink link;
  private final Path folder;
  private final long keepFreeBytes;
  private final Progress progress;
  private final long copy;
  private long doneBytes;

  private StoreCopy(CopyLink link, Path folder, long keepFreeBytes, Progress progress) {
    this.link = link;
    this.copy = link.newId();
    this.folder = folder;
    this.keepFreeBytes = keepFreeBytes;
    this.progress = progress;
  }

  /**
   * Copies a store. Blocks; every file is durable when it returns, the names of the files are not
   * (moving the folder with {@link io.redstart.aggregator.tool.FolderCopy#move} makes them).
   *
   * @param link leads to the source
   * @param folder is created if it is missing
   * @param keepFreeBytes how much of the disk the copy must leave free
   * @return the number of the last commit that the copy holds
   * @throws StoreException if the source refuses or falls silent, or there is no room
   */
  public static long pull(CopyLink link, Path folder, long keepFreeBytes, Progress progress)
      throws IOException {
    return new StoreCopy(link, folder, keepFreeBytes, progress).pull();
  }

  private long pull() throws IOException {
    CopyList list = CopyReply.list(link.askUntilDone(CopyRequest.of(Kind.BEGIN, copy)));
    try {
      Files.createDirectories(folder.resolve("rows"));
      Files.createDirectories(folder.resolve("journal"));
      deleteOthers(list);
      requireRoom(list);
      for (int i = 0; i < list.files().size(); i++) {
        copyFile(i, list.files().get(i), list.totalBytes());
      }
      return list.commit();
    } finally {
      link.end(CopyRequest.of(Kind.END, copy));
    }
  }

  private void deleteOthers(CopyList list) throws IOException {
    Set<Path> wanted = new HashSet<>();
    list.files().forEach(file -> wanted.add(file.in(folder)));
    for (String part : List.of("rows", "journal")) {
      try (Stream<Path> found = Files.list(folder.resolve(part))) {
        for (Path file : found.filter(one -> !wanted.contains(one)).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private void requireRoom(CopyList list) throws IOException {
    long neededBytes = keepFreeBytes;
    for (CopiedFile file : list.files()) {
      neededBytes += Math.max(0, file.sizeBytes() - sizeOf(file.in(folder)));
    }
    long freeBytes = Files.getFileStore(folder).getUsableSpace();
    if (freeBytes < neededBytes) {
      throw new StoreException("the disk of " + folder + " has " + freeBytes
          + " bytes free, the copy and what must stay free need " + neededBytes);
    }
  }

  private static long sizeOf(Path file) throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }

  private void copyFile(int index, CopiedFile file, long totalBytes) throws IOException {
    Path target = file.in(folder);
    long beforeBytes = doneBytes;
    if (sizeOf(target) > file.sizeBytes()) {
      Files.delete(target);
    }
    boolean isResumed = Files.exists(target);
    fill(index, file, target, totalBytes);
    if (!isSound(index, target)) {
      if (isResumed) {
        Files.delete(target);
        doneBytes = beforeBytes;
        fill(index, file, target, totalBytes);
      }
      if (!isResumed || !isSound(index, target)) {
        Files.delete(target);
        throw new StoreException(
            "the copy of " + file.name() + " has another checksum than the original");
      }
    }
  }

  private void fill(int index, CopiedFile file, Path target, long totalBytes) throws IOException {
    try (FileChannel channel = FileChannel.open(target, CREATE, WRITE)) {
      long offset = channel.size();
      doneBytes += offset;
      while (offset < file.sizeBytes()) {
        int length = (int) Math.min(CopySource.RANGE_MAX_BYTES, file.sizeBytes() - offset);
        WireReader in = link.ask(new CopyRequest(Kind.READ, copy, index, offset, length));
        requireLength(in, length);
        ByteBuffer bytes = ByteBuffer.wrap(in.array(), in.position(), length);
        while (bytes.hasRemaining()) {
          offset += channel.write(bytes, offset);
        }
        doneBytes += length;
        progress.at("copying", doneBytes, totalBytes);
      }
      channel.force(true);
    }
    progress.at("copying", doneBytes, totalBytes);
  }

  private static void requireLength(WireReader in, int length) {
    int got = in.readLength();
    if (got != length) {
      throw new StoreException("asked for " + length + " bytes of a file, got " + got);
    }
  }

  private boolean isSound(int index, Path target) throws IOException {
    long checksum = link.ask(new CopyRequest(Kind.SUM, copy, index, 0, 0)).readFixed64();
    return checksum == CopyList.checksum(target);
  }
}
