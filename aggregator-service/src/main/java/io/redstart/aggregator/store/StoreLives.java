// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lives of a store: each time that it was opened, and the first commit of that life. A copy knows
 * the life that its last commit is from, so the primary can say whether this commit is in its own
 * journal, even if a power cut took records from the journal that the copy has received.
 *
 * <pre>
 *   lives, a line each:  life (hex)       first commit
 *                        91c0…            1
 *                        07be…            814        ◀─ of life 91c0…, commits up to 813 are here
 * </pre>
 *
 * <p>A copy that is at commit 815 of life 91c0… has begun to differ at 814, and must start over. So
 * must a copy of a life that is not in the file: lives before the last {@value #LIVES_MAX}, and all
 * lives before a command changed the rows.
 */
public final class StoreLives {
  private static final String FILE = "lives";
  private static final int LIVES_MAX = 64;
  private static final Logger log = LoggerFactory.getLogger(StoreLives.class);

  private final List<Life> lives;

  private record Life(long id, long firstCommit) {}

  private StoreLives(List<Life> lives) {
    this.lives = List.copyOf(lives);
  }

  /** Begins a life, and makes it durable before anything is appended. */
  static StoreLives begin(Path folder, long firstCommit) throws IOException {
    List<Life> lives = read(folder.resolve(FILE));
    lives.add(new Life(random(), firstCommit));
    List<Life> last = lives.subList(Math.max(0, lives.size() - LIVES_MAX), lives.size());
    write(folder, last);
    return new StoreLives(last);
  }

  private static long random() {
    long id = 0;
    while (id == 0) {
      id = ThreadLocalRandom.current().nextLong();
    }
    return id;
  }

  /** Forgets all lives, after something other than commits has changed the rows. */
  public static void forget(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve(FILE));
  }

  /** Returns the id of the present life, never 0. */
  long present() {
    return lives.get(lives.size() - 1).id;
  }

  /** Returns whether the journal up to a commit of a life is the beginning of the present one. */
  boolean contains(long life, long commit) {
    boolean isFound = false;
    for (Life one : lives) {
      if (isFound && commit >= one.firstCommit) {
        return false;
      }
      isFound |= one.id == life;
    }
    return isFound;
  }

  /** Returns whether a commit of a life that is known is not in the present journal. */
  boolean lacks(long life, long commit) {
    return lives.stream().anyMatch(one -> one.id == life) && !contains(life, commit);
  }

  private static List<Life> read(Path file) throws IOException {
    List<Life> lives = new ArrayList<>();
    if (!Files.exists(file)) {
      return lives;
    }
    try {
      for (String line : Files.readAllLines(file)) {
        String[] words = line.split(" ", -1);
        lives.add(new Life(Long.parseUnsignedLong(words[0], 16), Long.parseLong(words[1])));
      }
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      log.warn("{} is not readable and is begun again: copies of the store start over", file);
      lives.clear();
    }
    return lives;
  }

  private static void write(Path folder, List<Life> lives) throws IOException {
    StringBuilder text = new StringBuilder();
    lives.forEach(one -> text.append(Long.toHexString(one.id))
        .append(' ')
        .append(one.firstCommit)
        .append('\n'));
    writeDurably(folder.resolve(FILE), text.toString());
  }

  /** Replaces a small file, so that after a crash it has its old content or its new one. */
  static void writeDurably(Path file, String text) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel channel = FileChannel.open(
        draft,
        StandardOpenOption.CREATE,
        StandardOpenOption.WRITE,
        StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel folder =
        FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }
}
