// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.crash;

import io.redstart.config.Endpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A service that is killed and started again, always with the same command. */
public final class Member {
  /** Recovery may take long on a slow disk, or a busy machine; a longer start hangs. */
  private static final Duration READY_MAX = Duration.ofMinutes(10);

  private final String name;
  private final List<String> command;
  private final Path logs;
  private final @Nullable Path store;
  private final @Nullable Preload preload;
  private @Nullable ServiceProcess process;
  private volatile Map<String, Endpoint> endpoints = Map.of();
  private int starts;

  /**
   * Creates a member without starting it.
   *
   * @param logs the folder of its output
   * @param store the folder of its store, if it has one
   * @param preload the library that observes its store, if any
   */
  Member(
      String name,
      List<String> command,
      Path logs,
      @Nullable Path store,
      @Nullable Preload preload) {
    this.name = name;
    this.command = command;
    this.logs = logs;
    this.store = store;
    this.preload = preload;
  }

  /** Starts a process without waiting for it. */
  ServiceProcess start() throws IOException {
    Map<String, String> environment = preload == null ? Map.of() : preload.environment();
    process =
        ServiceProcess.start(command, environment, logs.resolve(name + "-" + ++starts + ".log"));
    return process;
  }

  /** Waits until the started process is ready. Returns whether it is. */
  boolean awaitReady() throws IOException, InterruptedException {
    Optional<Map<String, Endpoint>> ready = process().awaitReady(READY_MAX);
    endpoints = ready.orElse(Map.of());
    return ready.isPresent();
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

  void kill() {
    if (process != null) {
      process.kill();
    }
  }

  /** Returns its name. */
  public String name() {
    return name;
  }

  Optional<Path> store() {
    return Optional.ofNullable(store);
  }

  Optional<Preload> preload() {
    return Optional.ofNullable(preload);
  }
}
