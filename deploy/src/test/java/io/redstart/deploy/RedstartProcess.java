// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.config.Endpoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Runs {@code java -jar redstart.jar …} as a user does, on free loopback ports, with its standard
 * error and its store beside the jar. Without a {@code store.path} of its own it has a new store.
 */
final class RedstartProcess implements AutoCloseable {
  private static final Path JAR = Path.of("target", "redstart.jar").toAbsolutePath();
  private static final String READY = "redstart ready";
  private static final int START_SECONDS_MAX = 120;
  private static final int STOP_SECONDS_MAX = 60;

  private final Process process;
  private final Map<String, Endpoint> endpoints;

  private RedstartProcess(Process process, Map<String, Endpoint> endpoints) {
    this.process = process;
    this.endpoints = endpoints;
  }

  /** Starts a command followed by its settings; endpoints without a setting get a free port. */
  static RedstartProcess start(String name, List<String> jvmArgs, String... command) {
    List<String> all = new ArrayList<>(ClassArchive.jvmArgs(JAR));
    all.addAll(jvmArgs);
    return startWith(name, all, command);
  }

  /** Starts a command with no other options of the JVM than these. */
  static RedstartProcess startWith(String name, List<String> jvmArgs, String... command) {
    List<String> line = line(name, jvmArgs, command);
    Path log = Path.of("target", name + ".log");
    Process process = null;
    try {
      Files.deleteIfExists(log);
      process = new ProcessBuilder(line).redirectError(log.toFile()).start();
      BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
      String ready = CompletableFuture.supplyAsync(() -> readyLine(out))
          .get(START_SECONDS_MAX, TimeUnit.SECONDS);
      assertThat(ready).as("%s, see %s", line, log).startsWith(READY);
      return new RedstartProcess(process, endpoints(ready));
    } catch (Exception | AssertionError e) {
      if (process != null) {
        process.destroyForcibly();
      }
      throw new IllegalStateException(line + " did not start, see " + log, e);
    }
  }

  /**
   * Starts a command that must be refused: with exit code 1, no stack trace, and one line on standard
   * error that is not of the log. Returns that line.
   */
  static String refusal(String name, String... command) throws IOException, InterruptedException {
    Path log = Path.of("target", name + ".log");
    Process process = new ProcessBuilder(line(name, ClassArchive.jvmArgs(JAR), command))
        .redirectError(log.toFile())
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
    assertThat(process.waitFor(START_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("exit code, see %s", log).isEqualTo(1);
    List<String> said = Files.readAllLines(log).stream()
        .filter(line -> !line.contains(" INFO "))
        .toList();
    assertThat(said).as("lines of %s", log).hasSize(1);
    return said.get(0);
  }

  private static List<String> line(String name, List<String> jvmArgs, String... command) {
    List<String> line = new ArrayList<>();
    line.add(ProcessHandle.current().info().command().orElse("java"));
    line.addAll(jvmArgs);
    line.addAll(List.of("-jar", JAR.toString()));
    line.addAll(Arrays.asList(command));
    for (String key : List.of(
        "ingest.otlp.protocols.grpc.endpoint",
        "ingest.otlp.protocols.http.endpoint",
        "query.endpoint",
        "query.scrape.endpoint",
        "telemetry.endpoint")) {
      if (Arrays.stream(command).noneMatch(argument -> argument.startsWith(key))) {
        line.addAll(List.of("--set", key + "=127.0.0.1:0"));
      }
    }
    // A few seconds of it would delay the tests beside it.
    line.addAll(List.of("--set", "query.warm_up=0s"));
    if (Arrays.stream(command).noneMatch(argument -> argument.startsWith("store.path="))) {
      line.addAll(List.of("--set", "store.path=" + newStore(name)));
    }
    return line;
  }

  /** Returns a folder for the store of a process; a store of an earlier run is deleted. */
  static Path newStore(String name) {
    Path store = Path.of("target", name + ".store");
    if (Files.exists(store)) {
      assertThat(new TemporaryFolder(store).delete().succeeded())
          .as(store.toString())
          .isTrue();
    }
    return store;
  }

  private static String readyLine(BufferedReader out) {
    try {
      String line = out.readLine();
      while (line != null && !line.startsWith(READY)) {
        line = out.readLine();
      }
      return line == null ? "the output ended" : line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Endpoint> endpoints(String ready) {
    Map<String, Endpoint> endpoints = new TreeMap<>();
    for (String word : ready.substring(READY.length()).trim().split("[ ,]+")) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        endpoints.put(word.substring(0, equals), Endpoint.parse(word.substring(equals + 1)));
      }
    }
    return endpoints;
  }

  Endpoint grpc() {
    return endpoint("otlp/grpc");
  }

  Endpoint http() {
    return endpoint("otlp/http");
  }

  Endpoint telemetry() {
    return endpoint("telemetry");
  }

  PrometheusClient query() {
    return new PrometheusClient(endpoint("query"));
  }

  /** Returns where the query service listens. */
  Endpoint queryEndpoint() {
    return endpoint("query");
  }

  private Endpoint endpoint(String name) {
    Endpoint endpoint = endpoints.get(name);
    if (endpoint == null) {
      throw new IllegalStateException("no endpoint " + name + " in " + endpoints);
    }
    return endpoint;
  }

  long pid() {
    return process.pid();
  }

  /** Stops every thread of the process until {@link #resume}. */
  void freeze() {
    signal("STOP");
  }

  void resume() {
    signal("CONT");
  }

  /** Ends the process as a crash would. */
  void kill() {
    signal("KILL");
    awaitExit();
  }

  private void signal(String signal) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).start();
      assertThat(kill.waitFor()).isZero();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends the process with SIGTERM and returns its exit code. */
  int stop() {
    process.destroy();
    return awaitExit();
  }

  /** Sends SIGTERM and waits for the end. Returns whether it came in time. */
  boolean stopsWithin(int seconds) {
    process.destroy();
    try {
      return process.waitFor(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private int awaitExit() {
    try {
      assertThat(process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS))
          .as("process ends within %d s", STOP_SECONDS_MAX)
          .isTrue();
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
