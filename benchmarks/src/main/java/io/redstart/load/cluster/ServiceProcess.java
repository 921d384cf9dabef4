// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.cluster;

import io.redstart.config.Endpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** One start of a service: a process whose output goes into a file. */
public final class ServiceProcess {
  private static final String READY = "redstart ready: ";
  private static final int SIGNAL_EXIT_CODE_MIN = 128;
  private static final int POLL_MILLIS = 10;
  private static final int TAIL_LINES = 5;

  private final Process process;
  private final Path log;

  private ServiceProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts a command whose output goes into a file. */
  public static ServiceProcess start(List<String> line, Map<String, String> environment, Path log)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    return new ServiceProcess(builder.start(), log);
  }

  /**
   * Waits until the process prints that it is ready. Returns its endpoints by name, or nothing if
   * it ended or is not ready in time.
   */
  public Optional<Map<String, Endpoint>> awaitReady(Duration atMost)
      throws IOException, InterruptedException {
    long endNanos = System.nanoTime() + atMost.toNanos();
    do {
      boolean ended = endsWithin(POLL_MILLIS);
      Optional<String> ready =
          lines().stream().filter(line -> line.startsWith(READY)).findFirst();
      if (ready.isPresent()) {
        return Optional.of(endpoints(ready.get()));
      }
      if (ended) {
        return Optional.empty();
      }
    } while (System.nanoTime() < endNanos);
    return Optional.empty();
  }

  private static Map<String, Endpoint> endpoints(String ready) {
    Map<String, Endpoint> endpoints = new TreeMap<>();
    for (String word : ready.substring(READY.length()).trim().split("[ ,]+", -1)) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        endpoints.put(word.substring(0, equals), Endpoint.parse(word.substring(equals + 1)));
      }
    }
    return endpoints;
  }

  /** Waits for a time, or until the process ends. Returns whether it ended. */
  public boolean endsWithin(long millis) throws InterruptedException {
    return process.waitFor(millis, TimeUnit.MILLISECONDS);
  }

  /** Returns whether the process runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Returns the id of the process. */
  public long pid() {
    return process.pid();
  }

  /** Asks the process to end, and ends it with SIGKILL if that takes too long. */
  public void stop(Duration atMost) throws InterruptedException {
    process.destroy();
    if (!endsWithin(atMost.toMillis())) {
      kill();
    }
  }

  /** Ends the process with SIGKILL. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Returns the exit code of a process that has ended. */
  public int exitCode() {
    return process.exitValue();
  }

  /** Returns whether the process ended by its own decision, as a failure, and said why. */
  public boolean endedWithASentence() throws IOException {
    int code = process.exitValue();
    return code > 0 && code < SIGNAL_EXIT_CODE_MIN && !tail().isEmpty();
  }

  /** Returns whether it ended and how, with the end of its output. */
  public String end() throws IOException {
    String state = isAlive() ? "is running" : "exit code " + process.exitValue();
    return state + ", see " + log + ": " + String.join(" | ", tail());
  }

  private List<String> tail() throws IOException {
    List<String> lines = lines().stream().filter(line -> !line.isBlank()).toList();
    return lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
  }

  private List<String> lines() throws IOException {
    return new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
  }
}
