// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli.cluster;

import io.redstart.deploy.cli.Streams;
import io.redstart.deploy.cli.http.AnswerException;
import io.redstart.deploy.cli.terminal.Terminal;
import io.redstart.deploy.storage.ProgressLine;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Follows a drain until queries read the copies, and shows how far it is. */
final class DrainWatch {
  private static final long LOOK_EVERY_MILLIS = 500;
  /** An aggregator that has not begun after so many looks has not heard of the drain. */
  private static final int IDLE_LOOKS_MAX = 10;

  private final Supplier<JsonObject> status;
  private final String name;
  private final Streams streams;
  private final Terminal terminal;
  private final LongSupplier nanos;
  private int idleLooks;

  /**
   * Prepares to watch a drain.
   *
   * @param nanos measures the progress, in nanoseconds
   */
  DrainWatch(
      Supplier<JsonObject> status,
      String name,
      Streams streams,
      Terminal terminal,
      LongSupplier nanos) {
    this.nanos = nanos;
    this.status = status;
    this.name = name;
    this.streams = streams;
    this.terminal = terminal;
  }

  /**
   * Waits until the aggregator's stores are served by others.
   *
   * @throws AnswerException if the drain fails
   */
  void await() {
    ProgressLine line = new ProgressLine(streams.err(), terminal.isTerminal(), nanos);
    try {
      JsonObject now = status.get();
      while (isServedByItself(now)) {
        show(now, line);
        pause();
        now = status.get();
      }
      line.clear();
      streams
          .out()
          .println("aggregator " + name + " is drained: " + keepers(now) + " keeps what it counted;"
              + " it can be stopped");
    } finally {
      line.clear();
    }
  }

  private boolean isServedByItself(JsonObject now) {
    return own(now).isPresent();
  }

  private Optional<JsonObject> own(JsonObject now) {
    return stores(now).stream()
        .filter(one -> one.getString("keeper", "").isEmpty())
        .findFirst();
  }

  private List<JsonObject> stores(JsonObject now) {
    return StatusText.objects(now, "stores").stream()
        .filter(one -> name.equals(one.getString("aggregator")))
        .toList();
  }

  private String keepers(JsonObject now) {
    List<String> keepers = stores(now).stream()
        .map(one -> one.getString("keeper"))
        .distinct()
        .sorted()
        .toList();
    if (keepers.isEmpty()) {
      throw new AnswerException("aggregator " + name + " has disappeared before it was drained:"
          + " start it again, and repeat the command");
    }
    return String.join(", ", keepers);
  }

  private void show(JsonObject now, ProgressLine line) {
    JsonObject draining =
        own(now).map(one -> one.getJsonObject("draining")).orElse(new JsonObject());
    String problem = draining == null ? "" : draining.getString("problem", "");
    if (!problem.isEmpty()) {
      throw new AnswerException("draining " + name + " failed: " + problem);
    }
    if (draining != null) {
      requireBegun(draining);
      line.at(
          draining.getString("phase", ""),
          draining.getLong("done_bytes", 0L),
          draining.getLong("total_bytes", 0L));
    }
  }

  private void requireBegun(JsonObject draining) {
    boolean isIdle = draining.getString("phase", "?").isEmpty();
    idleLooks = isIdle ? idleLooks + 1 : 0;
    if (idleLooks > IDLE_LOOKS_MAX) {
      throw new AnswerException("aggregator " + name + " hands nothing over: it refused, or the"
          + " request did not arrive; repeat the command");
    }
  }

  private static void pause() {
    CompletableFuture.runAsync(
            () -> {}, CompletableFuture.delayedExecutor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS))
        .join();
  }
}
