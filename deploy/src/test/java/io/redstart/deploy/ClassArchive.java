// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The JVM's options that make processes of a test start fast. Tests start dozens, each of which lives
 * for seconds: with the first compiler only, and with a class-data archive, a start takes 2.5 CPU
 * seconds instead of 7.
 *
 * <p>The archive is made by the first process of a build. Without one, processes start more slowly.
 */
final class ClassArchive {
  private static final Path LOCK = Path.of("target", "redstart.jsa.lock");
  private static final Path NEW = Path.of("target", "redstart.jsa.new");
  private static final Path FILE = Path.of("target", "redstart.jsa");
  private static final int DUMP_SECONDS_MAX = 60;
  private static final List<String> FAST_START =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private static boolean isTried;

  private ClassArchive() {}

  /** Returns the options, and makes the archive if there is none of this jar. */
  static synchronized List<String> jvmArgs(Path jar) {
    List<String> args = new ArrayList<>(FAST_START);
    if (!isTried) {
      isTried = true;
      make(jar);
    }
    if (Files.exists(FILE)) {
      args.add("-XX:SharedArchiveFile=" + FILE);
    }
    return args;
  }

  /** Test classes run in several JVMs; the lock makes the others wait for the first. */
  private static void make(Path jar) {
    try (FileChannel channel =
            FileChannel.open(LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      assertThat(lock.isValid()).isTrue();
      if (Files.exists(FILE)
          && Files.getLastModifiedTime(FILE).compareTo(Files.getLastModifiedTime(jar)) > 0) {
        return;
      }
      Files.deleteIfExists(FILE);
      Files.deleteIfExists(NEW);
      List<String> args = new ArrayList<>(FAST_START);
      args.add("-XX:ArchiveClassesAtExit=" + NEW);
      try (RedstartProcess process = RedstartProcess.startWith("class-archive", args)) {
        if (process.stopsWithin(DUMP_SECONDS_MAX)) {
          Files.move(NEW, FILE);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
