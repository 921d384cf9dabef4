// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.simulation;

import io.redstart.wire.Announcement;
import io.redstart.wire.Frame;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The bus between all processes. It loses, repeats, delays and reorders messages as its {@link
 * Weather} says. As in a cluster, a process that has ended without a word is believed to be there
 * for a while, and a request for it has no answer; later it finds no handler.
 */
final class SimulatedBus {
  /** What the bus does to messages. */
  interface Weather {
    /** Returns how often a message arrives: 0 if it is lost. */
    int copies();

    /** Returns after how many milliseconds it arrives. */
    long delayMillis();

    /** Returns whether a request finds no handler although there is one. */
    boolean findsNobody();
  }

  /** Every message arrives after a millisecond. */
  static final Weather FAIR = new Weather() {
    @Override
    public int copies() {
      return 1;
    }

    @Override
    public long delayMillis() {
      return 1;
    }

    @Override
    public boolean findsNobody() {
      return false;
    }
  };

  /** A handler of one process. */
  static final class Consumer {
    final SimulatedProcess process;
    final String address;
    final Handler<Message<Frame>> handler;
    boolean registered = true;

    Consumer(SimulatedProcess process, String address, Handler<Message<Frame>> handler) {
      this.process = process;
      this.address = address;
      this.handler = handler;
    }
  }

  /** How the addresses of select requests begin. */
  static final String SELECT = "redstart.select.";

  private final Schedule schedule;
  private final Planted planted;
  private final Map<String, List<Consumer>> consumers = new HashMap<>();
  private final Set<String> cut = new HashSet<>();
  Weather weather = FAIR;

  SimulatedBus(Schedule schedule, Planted planted) {
    this.schedule = schedule;
    this.planted = planted;
  }

  Consumer register(SimulatedProcess process, String address, Handler<Message<Frame>> handler) {
    Consumer consumer = new Consumer(process, address, handler);
    consumers.computeIfAbsent(address, none -> new ArrayList<>()).add(consumer);
    return consumer;
  }

  void unregister(Consumer consumer) {
    consumer.registered = false;
    consumers.getOrDefault(consumer.address, new ArrayList<>()).remove(consumer);
  }

  /** Forgets the handlers of a process. */
  void forget(SimulatedProcess process) {
    consumers.values().forEach(all -> all.removeIf(one -> one.process == process));
  }

  /** Cuts the link between two processes, both ways, or joins it again. */
  void cut(String one, String other, boolean isCut) {
    for (String link : List.of(one + ' ' + other, other + ' ' + one)) {
      if (isCut) {
        cut.add(link);
      } else {
        cut.remove(link);
      }
    }
  }

  void joinAll() {
    cut.clear();
  }

  void publish(SimulatedProcess from, String address, Frame body) {
    for (Consumer to : List.copyOf(consumers.getOrDefault(address, List.of()))) {
      Frame carried = planted.published(to.process.name(), address, body);
      int least = address.equals(Announcement.ADDRESS) && goesAlone(body) ? 1 : 0;
      transfer(
          from,
          to.process,
          Math.max(least, weather.copies()),
          () -> deliver(to, new Delivery(from, to, carried, null)));
    }
  }

  /**
   * Returns whether a store announces that it goes on alone. That is never lost: if nobody heard it
   * and the store were gone before its next announcement, answers would lack a warning, the gap of F6.
   */
  private static boolean goesAlone(Frame body) {
    Announcement one = Announcement.from(body);
    return one.copies().stream()
        .anyMatch(copy -> copy.store().equals(one.store()) && copy.keeper().isEmpty());
  }

  void send(SimulatedProcess from, String address, Frame body) {
    List<Consumer> to = consumers.getOrDefault(address, List.of());
    if (!to.isEmpty()) {
      Consumer first = to.get(0);
      transfer(
          from,
          first.process,
          weather.copies(),
          () -> deliver(first, new Delivery(from, first, body, null)));
    }
  }

  Future<Message<Frame>> request(
      SimulatedProcess from, String address, Frame body, long timeoutMillis) {
    Promise<Message<Frame>> answer = Promise.promise();
    List<Consumer> found = consumers.getOrDefault(address, List.of());
    if (found.isEmpty() || weather.findsNobody()) {
      from.after(
          0,
          () -> answer.tryFail(
              new ReplyException(ReplyFailure.NO_HANDLERS, "no handlers for " + address)));
      return answer.future();
    }
    Consumer to = found.get(0);
    Frame carried = address.startsWith(SELECT) ? planted.carried(body) : body;
    from.after(
        timeoutMillis,
        () -> answer.tryFail(new ReplyException(ReplyFailure.TIMEOUT, "timed out: " + address)));
    // No bus delivers one request twice, and channels rely on that: they repeat requests
    // themselves.
    transfer(
        from,
        to.process,
        Math.min(1, weather.copies()),
        () -> deliver(to, new Delivery(from, to, carried, answer)));
    return answer.future();
  }

  private void deliver(Consumer to, Delivery message) {
    if (to.registered) {
      to.handler.handle(message);
    }
  }

  private void transfer(SimulatedProcess from, SimulatedProcess to, int copies, Runnable arrival) {
    if (from.isDead()) {
      return;
    }
    if (from == to) {
      to.after(0, arrival);
      return;
    }
    for (int copy = 0; copy < copies; copy++) {
      schedule.after(weather.delayMillis(), () -> {
        if (!cut.contains(from.name() + ' ' + to.name())) {
          to.after(0, arrival);
        }
      });
    }
  }

  /** A message on its way to one handler. */
  private final class Delivery implements Message<Frame> {
    private final SimulatedProcess from;
    private final Consumer to;
    private final Frame body;
    private final @Nullable Promise<Message<Frame>> answer;

    Delivery(
        SimulatedProcess from, Consumer to, Frame body, @Nullable Promise<Message<Frame>> answer) {
      this.from = from;
      this.to = to;
      this.body = new Frame(body.bytes().clone());
      this.answer = answer;
    }

    @Override
    public String address() {
      return to.address;
    }

    @Override
    public Frame body() {
      return body;
    }

    @Override
    public void reply(@Nullable Object message, io.vertx.core.eventbus.DeliveryOptions options) {
      Promise<Message<Frame>> waiting = answer;
      if (waiting != null && message instanceof Frame frame) {
        Delivery reply = new Delivery(to.process, to, frame, null);
        transfer(to.process, from, weather.copies(), () -> waiting.tryComplete(reply));
      }
    }

    @Override
    public io.vertx.core.MultiMap headers() {
      throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable String replyAddress() {
      return null;
    }

    @Override
    public boolean isSend() {
      return answer != null;
    }

    @Override
    public <R> Future<Message<R>> replyAndRequest(
        @Nullable Object message, io.vertx.core.eventbus.DeliveryOptions options) {
      throw new UnsupportedOperationException();
    }
  }
}
