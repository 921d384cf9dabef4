// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The library {@code synced.c}, compiled for one store: it records what is synced, and injects
 * faults into syncs and writes.
 */
public final class Preload {
  private static final String SOURCE = "synced.c";
  private static final int COMPILE_SECONDS_MAX = 60;

  /** A fault, named as the file that requests it. */
  public enum Fault {
    /** The next sync fails. */
    EIO,
    /** Writes fail until the fault is withdrawn. */
    ENOSPC,
    /** The next sync takes 5 s longer. */
    STALL
  }

  private final Path library;
  private final Path store;
  private final Path log;
  private final Path faults;

  private Preload(Path folder, Path store) {
    this.library = folder.resolve("synced.so");
    this.store = store;
    this.log = folder.resolve("synced.log");
    this.faults = folder.resolve("faults");
  }

  /**
   * Compiles the library.
   *
   * @param folder where to put it and its files, outside the store
   * @param store the store's folder
   * @throws IOException if there is no C compiler, or it fails
   */
  public static Preload compile(Path folder, Path store) throws IOException, InterruptedException {
    Preload preload = new Preload(folder.toRealPath(), store.toRealPath());
    Path source = folder.resolve(SOURCE);
    try (InputStream resource = Preload.class.getResourceAsStream(SOURCE)) {
      if (resource == null) {
        throw new IOException("the resource " + SOURCE + " is missing");
      }
      Files.write(source, resource.readAllBytes());
    }
    Files.createDirectories(preload.faults);
    Path messages = folder.resolve("cc.log");
    Process cc = start(source, preload.library, messages);
    if (!cc.waitFor(COMPILE_SECONDS_MAX, TimeUnit.SECONDS) || cc.exitValue() != 0) {
      cc.destroyForcibly();
      throw new IOException("cc cannot compile " + source + ": " + Files.readString(messages));
    }
    return preload;
  }

  private static Process start(Path source, Path library, Path messages) throws IOException {
    try {
      return new ProcessBuilder(
              "cc", "-shared", "-fPIC", "-O1", "-o", library.toString(), source.toString())
          .redirectErrorStream(true)
          .redirectOutput(messages.toFile())
          .start();
    } catch (IOException e) {
      throw new IOException(
          "power cuts and faults need Linux and a C compiler named cc on the PATH", e);
    }
  }

  /** Returns the variables that load the library into a process. */
  public Map<String, String> environment() {
    return Map.of(
        "LD_PRELOAD", library.toString(),
        "SYNCED_FOLDER", store.toString(),
        "SYNCED_LOG", log.toString(),
        "SYNCED_FAULTS", faults.toString());
  }

  /** Returns the library's log, which may not exist yet. */
  public Path log() {
    return log;
  }

  /** Returns the folder of the store. */
  public Path store() {
    return store;
  }

  /** Makes the library inject a fault. */
  public void request(Fault fault) throws IOException {
    Files.write(file(fault), new byte[0]);
  }

  /** Ends a fault. */
  public void withdraw(Fault fault) throws IOException {
    Files.deleteIfExists(file(fault));
  }

  /** Returns whether a fault is not requested (any more): a sync has met it. */
  public boolean isTaken(Fault fault) {
    return Files.notExists(file(fault));
  }

  private Path file(Fault fault) {
    return faults.resolve(fault.name().toLowerCase(Locale.ROOT));
  }
}
