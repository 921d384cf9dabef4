// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.process.ProcessLock;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try") // Locks are held, not used.
class StoreLockTest {
  @TempDir
  private Path folder;

  private Process other;

  @AfterEach
  void end() throws Exception {
    if (other != null) {
      other.destroyForcibly();
      assertThat(other.waitFor(10, SECONDS)).isTrue();
    }
  }

  @Test
  void folder_canBeLockedAgainAfterItWasClosed() throws Exception {
    StoreLock.take(folder).close();
    assertThat(StoreLock.isInUse(folder)).isFalse();
    StoreLock.take(folder).close();
  }

  @Test
  void secondLock_inTheSameProcess_isRefusedAndNamesIt() throws Exception {
    try (StoreLock lock = StoreLock.take(folder)) {
      assertRefusedBy(ProcessHandle.current().pid());
      assertThat(StoreLock.isInUse(folder)).isTrue();
      assertRefusedBy(ProcessHandle.current().pid());
    }
    StoreLock.take(folder).close();
  }

  @Test
  void secondLock_underAnotherName_isRefusedToo() throws Exception {
    try (StoreLock lock = StoreLock.take(folder)) {
      Path name = folder.resolve("..").resolve(folder.getFileName());
      assertThatThrownBy(() -> StoreLock.take(name)).isInstanceOf(StoreException.class);
    }
  }

  @Test
  void lockOfAnotherProcess_isRefusedAndNamesIt() throws Exception {
    assertThat(startOther()).isEqualTo(StoreLockHolder.LOCKED);
    assertThat(StoreLock.isInUse(folder)).isTrue();
    assertRefusedBy(other.pid());
    other.getOutputStream().close();
    assertThat(other.waitFor(10, SECONDS)).isTrue();
    assertThat(StoreLock.isInUse(folder)).isFalse();
    StoreLock.take(folder).close();
  }

  @Test
  void killedProcess_leavesNoLock() throws Exception {
    assertThat(startOther()).isEqualTo(StoreLockHolder.LOCKED);
    other.destroyForcibly();
    assertThat(other.waitFor(10, SECONDS)).isTrue();
    StoreLock.take(folder).close();
  }

  @Test
  void lock_keepsOtherProcessesOut() throws Exception {
    try (StoreLock lock = StoreLock.take(folder)) {
      assertThat(startOther()).startsWith(message(ProcessHandle.current().pid()));
    }
  }

  @Test
  void lock_outlivesLooksAndRefusalsInItsOwnProcess() throws Exception {
    try (StoreLock lock = StoreLock.take(folder)) {
      // To close any channel of a file releases all locks that the process has on it.
      assertRefusedBy(ProcessHandle.current().pid());
      assertThat(StoreLock.isInUse(folder)).isTrue();
      assertThat(startOther()).startsWith(message(ProcessHandle.current().pid()));
    }
  }

  private void assertRefusedBy(long pid) {
    assertThatThrownBy(() -> StoreLock.take(folder))
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith(message(pid))
        .hasMessageEndingWith(": stop it, or choose another store.path");
  }

  private String message(long pid) {
    return "the store in " + folder + " is in use by process " + pid + ", started ";
  }

  /** Starts a process that tries to lock the folder, and returns the first line that it prints. */
  private String startOther() throws Exception {
    other = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            Stream.of(StoreLock.class, StoreLockHolder.class, ProcessLock.class)
                .map(StoreLockTest::classes)
                .collect(joining(File.pathSeparator)),
            StoreLockHolder.class.getName(),
            folder.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
    return firstLine(other);
  }

  private static String classes(Class<?> type) {
    URI classes =
        URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString());
    return Path.of(classes).toString();
  }

  private static String firstLine(Process process) throws IOException {
    return new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8)).readLine();
  }
}
