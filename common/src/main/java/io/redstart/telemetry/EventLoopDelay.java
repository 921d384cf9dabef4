// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.redstart.process.RepeatingTask;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Measures how late every event loop is. A timer is due on each loop ten times a second; its delay
 * is the time that any request waits there before the loop handles it. The delay shows blocking
 * calls, too much work for one processor, and pauses of the JVM.
 *
 * <pre>
 *   redstart.event.loop.delay{event_loop}   seconds; percentiles and maximum of the last minute
 * </pre>
 */
final class EventLoopDelay implements AutoCloseable {
  private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final Duration SHOWN = Duration.ofMinutes(1);

  private final List<Loop> loops = new ArrayList<>();

  /** Starts measuring with the registry's clock. */
  synchronized void bindTo(Vertx vertx, MeterRegistry meters) {
    for (EventExecutor executor : ((VertxInternal) vertx).eventLoopGroup()) {
      Loop loop = new Loop(meters);
      loops.add(loop);
      loop.timer = executor.scheduleWithFixedDelay(
          new RepeatingTask(
              "measuring the delay of an event loop",
              TimeUnit.NANOSECONDS.toMillis(PERIOD_NANOS),
              loop::tick),
          PERIOD_NANOS,
          PERIOD_NANOS,
          TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public synchronized void close() {
    loops.forEach(Loop::close);
    loops.clear();
  }

  /** One event loop. All methods except {@link #close} run on its thread. */
  private static final class Loop {
    private final MeterRegistry meters;
    private @Nullable Future<?> timer;
    private @Nullable Timer delays;
    private long dueNanos;

    Loop(MeterRegistry meters) {
      this.meters = meters;
    }

    void tick() {
      long nowNanos = meters.config().clock().monotonicTime();
      Timer known = delays;
      if (known == null) {
        // The thread's name is known only here. Other meters use it for the event loop too.
        delays = register(Thread.currentThread().getName());
      } else {
        known.record(Math.max(0, nowNanos - dueNanos), TimeUnit.NANOSECONDS);
      }
      dueNanos = meters.config().clock().monotonicTime() + PERIOD_NANOS;
    }

    private Timer register(String eventLoop) {
      return Timer.builder("redstart.event.loop.delay")
          .description("How late timers are on an event loop; quantiles of the last minute")
          .tag("event_loop", eventLoop)
          .publishPercentiles(0.5, 0.99)
          .distributionStatisticExpiry(SHOWN)
          .register(meters);
    }

    void close() {
      if (timer != null) {
        timer.cancel(false);
      }
    }
  }
}
