// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.server;

import io.redstart.config.Endpoint;
import io.redstart.load.cluster.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A server that is asked, stopped and started again, always on the same folder of data. */
public abstract class Server {
  static final Duration READY_MAX = Duration.ofMinutes(5);
  private static final Duration STOP_MAX = Duration.ofMinutes(1);

  private final String name;
  private final Path data;
  private volatile @Nullable ServiceProcess process;
  private Map<String, Endpoint> endpoints = Map.of();

  Server(String name, Path data) {
    this.name = name;
    this.data = data;
    Runtime.getRuntime().addShutdownHook(new Thread(this::kill, "redstart-server-end"));
  }

  private void kill() {
    ServiceProcess own = process;
    if (own != null) {
      own.kill();
    }
  }

  /** Starts a process without waiting for it. */
  abstract ServiceProcess launch() throws IOException;

  /** Waits until the process is ready. Returns its endpoints by name, none if it is not ready. */
  abstract Map<String, Endpoint> awaitReady(ServiceProcess launched)
      throws IOException, InterruptedException;

  /** Returns the name of the program. */
  public final String name() {
    return name;
  }

  /** Returns the folder of its data. */
  public final Path data() {
    return data;
  }

  /** Returns the id of its process. */
  public final long pid() {
    ServiceProcess own = process;
    if (own == null) {
      throw new IllegalStateException(name + " was never started");
    }
    return own.pid();
  }

  /** Returns an endpoint of the running process by its name, such as {@code query}. */
  public final Endpoint endpoint(String endpoint) {
    Endpoint found = endpoints.get(endpoint);
    if (found == null) {
      throw new IllegalStateException(name + " has no endpoint " + endpoint);
    }
    return found;
  }

  /** Returns the URL of an endpoint, without a path. */
  public final String url(String endpoint) {
    return "http://" + endpoint(endpoint);
  }

  /** Returns what its process has used so far. */
  public final ProcessUse use() throws IOException {
    return ProcessUse.of(pid());
  }

  /** Starts a process and waits until it is ready. */
  public final void start() throws IOException, InterruptedException {
    ServiceProcess launched = launch();
    process = launched;
    endpoints = awaitReady(launched);
    if (endpoints.isEmpty()) {
      throw new IOException(name + " is not ready: " + launched.end());
    }
  }

  /** Starts a new process, with none of the data in the page cache. */
  public final void restartCold() throws IOException, InterruptedException {
    close();
    evictPages();
    start();
  }

  /** Needs GNU dd, whose flag {@code nocache} advises the kernel to drop a file's pages. */
  private void evictPages() throws IOException, InterruptedException {
    List<Path> files = new ArrayList<>();
    try (var walk = Files.walk(data)) {
      walk.filter(Files::isRegularFile).forEach(files::add);
    }
    for (Path file : files) {
      new ProcessBuilder("dd", "if=" + file, "iflag=nocache", "count=0", "status=none")
          .start()
          .waitFor();
    }
  }

  /** Stops the process if it runs. */
  public final void close() throws InterruptedException {
    ServiceProcess own = process;
    if (own != null && own.isAlive()) {
      own.stop(STOP_MAX);
    }
  }
}
