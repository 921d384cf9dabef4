// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import io.redstart.config.Endpoint;
import io.redstart.process.FatalErrors;
import io.vertx.core.Future;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts and stops a program. SIGTERM stops it within {@link Role#stopSecondsMax} and ends the
 * process with 0, where a plain JVM would end with 143. Code that must end the process at once, for
 * instance after a failed sync, must halt it: an exit would count as a request to stop.
 */
final class Launch {
  private final Role role;
  private final RedstartConfig settings;
  private final Program program;
  private volatile boolean failed;

  Launch(Role role, RedstartConfig settings, Program program) {
    this.role = role;
    this.settings = settings;
    this.program = program;
  }

  /**
   * Starts the program. Prints a line on {@code out} once it is ready, or the problems on {@code
   * err}.
   *
   * @param shutdownHooks registers a thread that runs when the process is asked to end
   * @return whether the program is running; if not, all started parts were stopped
   */
  boolean start(PrintWriter out, PrintWriter err, Consumer<Thread> shutdownHooks) {
    shutdownHooks.accept(new Thread(this::end, "redstart-end"));
    try {
      out.println(readyLine(await(Future.future(ready -> program.start().onComplete(ready)))));
      out.flush();
      return true;
    } catch (ExecutionException e) {
      FatalErrors.check(e);
      failed = true;
      stop();
      explain(e.getCause() == null ? e : e.getCause()).forEach(err::println);
      err.flush();
      return false;
    }
  }

  static String readyLine(Map<String, Endpoint> endpoints) {
    return endpoints.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(" ", "redstart ready: ", ""));
  }

  private List<String> explain(Throwable failure) {
    if (TakenPorts.isCauseOf(failure)) {
      List<String> taken = TakenPorts.explain(role.endpoints(settings));
      if (!taken.isEmpty()) {
        return taken;
      }
    }
    logger().debug("starting failed", failure);
    String message = failure.getMessage();
    return List.of("cannot start: " + (message == null ? failure : message));
  }

  private void end() {
    Logging.stopping();
    int code = stop() && !failed ? 0 : 1;
    Logging.flush();
    Runtime.getRuntime().halt(code);
  }

  private boolean stop() {
    try {
      program
          .stop()
          .toCompletionStage()
          .toCompletableFuture()
          .get(role.stopSecondsMax(), TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException e) {
      logger().warn("some parts did not stop within {} s", role.stopSecondsMax());
    } catch (ExecutionException e) {
      logger().warn("stopping failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  /** Waits without a limit, because the recovery of a large store has no natural one. */
  private static <T> T await(Future<T> future) throws ExecutionException {
    try {
      return future.toCompletionStage().toCompletableFuture().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ExecutionException(e);
    }
  }

  /** Creates the logger late, after logging is set up. */
  private static Logger logger() {
    return LoggerFactory.getLogger(Launch.class);
  }
}
