// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.cluster;

import io.redstart.config.Endpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A service that is stopped and started again, always with the same arguments. Starts, stops and
 * freezes are one thread's; all threads may ask for endpoints and absences.
 */
public final class Member {
  /** Recovery may take long on a slow disk, or a busy machine; a longer start hangs. */
  private static final Duration READY_MAX = Duration.ofMinutes(10);
  /** Longer than a service grants itself to stop. */
  private static final Duration STOP_MAX = Duration.ofSeconds(60);

  private final String name;
  private final List<String> host;
  private final List<String> arguments;
  private final Path logs;
  private final @Nullable Path store;
  private final @Nullable Preload preload;
  private final AtomicInteger absences = new AtomicInteger(1);
  private final AtomicInteger freezes = new AtomicInteger();
  private List<String> program;
  private List<String> ofRelease;
  private @Nullable ServiceProcess process;
  private volatile Map<String, Endpoint> endpoints = Map.of();
  private int starts;

  /**
   * Creates a member without starting it.
   *
   * @param host the beginning of a command line that selects its host; empty for this one
   * @param program the command of Redstart without arguments
   * @param ofRelease arguments that depend on its release
   * @param arguments the others
   * @param logs the folder of its output
   * @param store the folder of its store, if it has one
   * @param preload the library that observes its store, if any
   */
  Member(
      String name,
      List<String> host,
      List<String> program,
      List<String> ofRelease,
      List<String> arguments,
      Path logs,
      @Nullable Path store,
      @Nullable Preload preload) {
    this.name = name;
    this.host = host;
    this.program = program;
    this.ofRelease = ofRelease;
    this.arguments = arguments;
    this.logs = logs;
    this.store = store;
    this.preload = preload;
  }

  /** Replaces the program by another release, from the next start on. */
  void upgrade(List<String> release, List<String> arguments) {
    program = List.copyOf(release);
    ofRelease = List.copyOf(arguments);
  }

  List<String> program() {
    return program;
  }

  /** Starts a process without waiting for it. */
  public ServiceProcess start() throws IOException {
    List<String> command = new ArrayList<>(host);
    command.addAll(program);
    command.addAll(arguments);
    command.addAll(ofRelease);
    Map<String, String> environment = preload == null ? Map.of() : preload.environment();
    process =
        ServiceProcess.start(command, environment, logs.resolve(name + "-" + ++starts + ".log"));
    return process;
  }

  /** Waits until the started process is ready. Returns whether it is. */
  public boolean awaitReady() throws IOException, InterruptedException {
    Optional<Map<String, Endpoint>> ready = process().awaitReady(READY_MAX);
    endpoints = ready.orElse(Map.of());
    if (ready.isPresent()) {
      isBack(absences);
    }
    return ready.isPresent();
  }

  /** Stops the process as an orchestrator does. */
  public void stop() throws InterruptedException {
    isAway(absences);
    process().stop(STOP_MAX);
  }

  /** Ends the process with SIGKILL. */
  public void kill() {
    isAway(absences);
    if (process != null) {
      process.kill();
    }
  }

  /** Takes all processor time from the process. */
  public void freeze() throws IOException, InterruptedException {
    isAway(absences);
    isAway(freezes);
    signal("STOP");
  }

  /** Ends a freeze. */
  public void thaw() throws IOException, InterruptedException {
    signal("CONT");
    isBack(freezes);
    isBack(absences);
  }

  private void signal(String signal) throws IOException, InterruptedException {
    String pid = Long.toString(process().pid());
    if (new ProcessBuilder("kill", "-" + signal, pid).start().waitFor() != 0) {
      throw new IOException("no signal reached " + name);
    }
  }

  private static void isAway(AtomicInteger times) {
    times.updateAndGet(n -> n | 1);
  }

  private static void isBack(AtomicInteger times) {
    times.updateAndGet(n -> (n | 1) + 1);
  }

  /** Returns how often it went and came back: odd while it is stopped, starting or frozen. */
  public int absences() {
    return absences.get();
  }

  /** Returns how often it was frozen and thawed: odd while it is frozen. */
  public int freezes() {
    return freezes.get();
  }

  /** Returns whether its process should run. */
  public boolean isRunning() {
    return process != null && ((absences.get() & 1) == 0 || (freezes.get() & 1) == 1);
  }

  /** Returns its latest process. */
  public ServiceProcess process() {
    if (process == null) {
      throw new IllegalStateException(name + " was never started");
    }
    return process;
  }

  /** Returns an endpoint of the present process, unless it is not ready. */
  public Optional<Endpoint> endpoint(String endpoint) {
    return Optional.ofNullable(endpoints.get(endpoint));
  }

  /** Returns its name. */
  public String name() {
    return name;
  }

  /** Returns the folder of its store, if it has one. */
  public Optional<Path> store() {
    return Optional.ofNullable(store);
  }

  /** Returns the library that observes its store, if any. */
  public Optional<Preload> preload() {
    return Optional.ofNullable(preload);
  }
}
