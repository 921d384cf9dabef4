// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.simulation;

import io.redstart.wire.Frame;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Timer;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.impl.future.FutureImpl;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The part of Vert.x that the services use, for one process: its timers, its side of the bus, its
 * verticles and its workers. Methods are called through a {@link Partial}, hence by name.
 */
@SuppressWarnings("unused")
final class SimulatedVertx {
  private final SimulatedProcess process;
  private final SimulatedBus bus;
  private final LongSupplier workMillis;
  private final Vertx vertx = Partial.of(Vertx.class, this);
  private final EventBus eventBus = Partial.of(EventBus.class, new Bus());
  private final Place main = new Place();
  private final Map<String, Place> deployed = new HashMap<>();
  private final Set<Long> timers = new HashSet<>();
  /** The context of the handler that runs now. */
  private Place current = main;

  private long lastTimer;
  private int deployments;

  /**
   * Creates the Vert.x of a process.
   *
   * @param workMillis returns how long a task waits for a worker
   */
  SimulatedVertx(SimulatedProcess process, SimulatedBus bus, LongSupplier workMillis) {
    this.process = process;
    this.bus = bus;
    this.workMillis = workMillis;
  }

  Vertx vertx() {
    return vertx;
  }

  /** A context: what was registered on it ends with its verticle. */
  private final class Place {
    private final Context context = Partial.of(Context.class, this);
    private final List<SimulatedBus.Consumer> consumers = new ArrayList<>();
    private Deployable verticle;
    private boolean ended;

    public void runOnContext(Handler<Void> action) {
      process.after(0, () -> run(() -> action.handle(null)));
    }

    public Vertx owner() {
      return vertx;
    }

    void run(Runnable action) {
      if (ended) {
        return;
      }
      Place before = current;
      current = this;
      try {
        action.run();
      } finally {
        current = before;
      }
    }

    void end() {
      ended = true;
      consumers.forEach(bus::unregister);
    }
  }

  public EventBus eventBus() {
    return eventBus;
  }

  public boolean isClustered() {
    return true;
  }

  public Context getOrCreateContext() {
    return current.context;
  }

  public Timer timer(long delayMillis) {
    Elapsing timer = new Elapsing();
    setTimer(delayMillis, id -> timer.tryComplete(null));
    return timer;
  }

  /** A timer; nobody asks how long it takes. */
  private static final class Elapsing extends FutureImpl<Void> implements Timer {
    @Override
    public boolean cancel() {
      throw new UnsupportedOperationException();
    }

    @Override
    public long getDelay(TimeUnit unit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int compareTo(Delayed other) {
      throw new UnsupportedOperationException();
    }
  }

  public long setTimer(long delayMillis, Handler<Long> handler) {
    long timer = ++lastTimer;
    timers.add(timer);
    Place place = current;
    process.after(delayMillis, () -> {
      if (timers.remove(timer)) {
        place.run(() -> handler.handle(timer));
      }
    });
    return timer;
  }

  public long setPeriodic(long firstMillis, long periodMillis, Handler<Long> handler) {
    long timer = ++lastTimer;
    timers.add(timer);
    repeat(timer, firstMillis, periodMillis, handler, current);
    return timer;
  }

  private void repeat(
      long timer, long delayMillis, long periodMillis, Handler<Long> handler, Place place) {
    process.after(delayMillis, () -> {
      if (timers.contains(timer) && !place.ended) {
        place.run(() -> handler.handle(timer));
        repeat(timer, periodMillis, periodMillis, handler, place);
      }
    });
  }

  public boolean cancelTimer(long timer) {
    return timers.remove(timer);
  }

  public Future<String> deployVerticle(Deployable verticle) {
    Place place = new Place();
    place.verticle = verticle;
    String id = "deployment-" + deployments++;
    deployed.put(id, place);
    Promise<String> started = Promise.promise();
    process.after(
        0,
        () -> place.run(() -> {
          try {
            verticle.deploy(place.context).<String>map(any -> id).onComplete(started);
          } catch (Exception e) {
            started.fail(e);
          }
        }));
    return started.future();
  }

  public Future<Void> undeploy(String id) {
    Place place = deployed.get(id);
    Promise<Void> stopped = Promise.promise();
    place.runOnContext(now -> {
      try {
        place.verticle.undeploy(place.context).<Void>mapEmpty().onComplete(ended -> {
          place.end();
          stopped.handle(ended);
        });
      } catch (Exception e) {
        stopped.fail(e);
      }
    });
    return stopped.future();
  }

  public <T> Future<T> executeBlocking(Callable<T> task, boolean ordered) {
    return new Workers().executeBlocking(task, ordered);
  }

  public WorkerExecutor createSharedWorkerExecutor(String name, int size) {
    return Partial.of(WorkerExecutor.class, new Workers());
  }

  /** Workers whose tasks may take long, hence wait. */
  public WorkerExecutor createSharedWorkerExecutor(
      String name, int size, long warnAfter, TimeUnit unit) {
    return Partial.of(WorkerExecutor.class, new WaitingWorkers());
  }

  /** Workers, each of which begins with a task when it likes. */
  private final class Workers {
    public <T> Future<T> executeBlocking(Callable<T> task, boolean ordered) {
      Promise<T> promise = Promise.promise();
      Place place = current;
      process.after(workMillis.getAsLong(), () -> {
        try {
          T result = task.call();
          place.run(() -> promise.complete(result));
        } catch (Exception e) {
          place.run(() -> promise.fail(e));
        }
      });
      return promise.future();
    }
  }

  /** Workers that may wait. */
  private final class WaitingWorkers {
    public <T> Future<T> executeBlocking(Callable<T> task, boolean ordered) {
      Promise<T> promise = Promise.promise();
      Place place = current;
      process.after(
          workMillis.getAsLong(),
          () -> process.begin(() -> {
            Runnable end;
            try {
              T result = task.call();
              end = () -> promise.complete(result);
            } catch (Exception e) {
              end = () -> promise.fail(e);
            }
            Runnable told = end;
            process.after(0, () -> place.run(told));
          }));
      return promise.future();
    }
  }

  /** The bus as the process sees it. */
  private final class Bus {
    public MessageConsumer<Frame> consumer(String address, Handler<Message<Frame>> handler) {
      Place place = current;
      SimulatedBus.Consumer registered =
          bus.register(process, address, message -> place.run(() -> handler.handle(message)));
      place.consumers.add(registered);
      @SuppressWarnings("unchecked")
      MessageConsumer<Frame> consumer =
          Partial.of(MessageConsumer.class, new Registration(registered));
      return consumer;
    }

    public EventBus publish(String address, Object body) {
      bus.publish(process, address, (Frame) body);
      return eventBus;
    }

    public EventBus send(String address, Object body) {
      bus.send(process, address, (Frame) body);
      return eventBus;
    }

    public Future<Message<Frame>> request(String address, Object body, DeliveryOptions options) {
      Place place = current;
      Promise<Message<Frame>> answer = Promise.promise();
      bus.request(process, address, (Frame) body, options.getSendTimeout())
          .onComplete(result -> place.run(() -> answer.handle(result)));
      return answer.future();
    }

    public EventBus registerDefaultCodec(Class<?> type, MessageCodec<?, ?> codec) {
      return eventBus;
    }
  }

  private final class Registration {
    private final SimulatedBus.Consumer registered;

    Registration(SimulatedBus.Consumer registered) {
      this.registered = registered;
    }

    public Future<Void> completion() {
      return Future.succeededFuture();
    }

    public Future<Void> unregister() {
      bus.unregister(registered);
      return Future.succeededFuture();
    }
  }
}
