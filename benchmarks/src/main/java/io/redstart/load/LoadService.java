// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/**
 * Sends a workload for its duration, then waits for the outstanding answers. Each connection keeps
 * a fixed number of requests in flight, so this is a closed loop: a slow server receives less. A
 * configured rate is an upper limit.
 *
 * <p>Runs on the only event loop of its Vert.x instance, so no state is shared.
 */
public final class LoadService {
  private static final long REFUSED_PAUSE_MILLIS = 200;

  /**
   * The result of the measurement. Unlike the books, it excludes the warm-up.
   *
   * @param spans acknowledged spans
   * @param seconds the duration of the measurement
   * @param latencyMicros from sending to the acknowledgement
   * @param answers spans by answer
   * @param slowestMicros the longest time from sending to each answer
   * @param messages the number of occurrences of each message that is not a plain success
   */
  public record Result(
      long spans,
      double seconds,
      Histogram latencyMicros,
      Map<Receipt, Long> answers,
      Map<Receipt, Long> slowestMicros,
      Map<String, Long> messages) {}

  private final Vertx vertx;
  private final LoadConfig config;
  private final Supplier<Sender> connections;
  private final List<Workload.Body> bodies;
  private final long[][] answersByBody;
  private final long[] sentByBody;
  private final Histogram latencyMicros = new Histogram(3_600_000_000L, 3);
  private final Map<Receipt, Long> answers = new TreeMap<>();
  private final Map<Receipt, Long> slowestMicros = new TreeMap<>();
  private final Map<String, Long> messages = new TreeMap<>();
  private final long startNanos = System.nanoTime();
  private final AtomicLong spansSent = new AtomicLong();
  private final AtomicLong spansAnswered = new AtomicLong();
  private final AtomicLong spansUnknown = new AtomicLong();
  private long spansMeasured;
  private long measuredFromNanos = Long.MAX_VALUE;
  private long measuredUntilNanos = Long.MAX_VALUE;
  private boolean stopping;
  private int running;
  private int nextBody;
  private final Promise<Void> acknowledged = Promise.promise();
  private final Promise<Void> ended = Promise.promise();

  /** Creates a load that sends the bodies in turn. */
  public LoadService(Vertx vertx, LoadConfig config, List<Workload.Body> bodies) {
    this(vertx, config, bodies, () -> Sender.of(vertx, config));
  }

  /** Creates a load that sends the bodies in turn, on connections of the caller's. */
  public LoadService(
      Vertx vertx, LoadConfig config, List<Workload.Body> bodies, Supplier<Sender> connections) {
    this.vertx = vertx;
    this.config = config;
    this.connections = connections;
    this.bodies = bodies;
    this.answersByBody = new long[bodies.size()][Receipt.values().length];
    this.sentByBody = new long[bodies.size()];
  }

  /** Starts sending. Call it on the event loop. */
  public Future<Void> start() {
    List<Sender> senders = new ArrayList<>();
    for (int i = 0; i < config.connections(); i++) {
      Sender sender = connections.get();
      senders.add(sender);
      for (int j = 0; j < (config.protocol() == Protocol.GRPC ? config.inFlight() : 1); j++) {
        running++;
        sendNext(sender);
      }
    }
    return ended
        .future()
        .compose(
            all -> Future.join(senders.stream().map(Sender::close).toList()).mapEmpty());
  }

  /** Returns a future that completes with the first acknowledgement. */
  public Future<Void> acknowledged() {
    return acknowledged.future();
  }

  /** Returns the spans in all requests so far. Safe for all threads. */
  public long sent() {
    return spansSent.get();
  }

  /** Returns how many of them were acknowledged or refused so far. Safe for all threads. */
  public long answeredSpans() {
    return spansAnswered.get();
  }

  /** Returns how many had another outcome, or none in time. Safe for all threads. */
  public long unknownSpans() {
    return spansUnknown.get();
  }

  /** Starts measuring. */
  public void measure() {
    measuredFromNanos = System.nanoTime();
  }

  /** Stops sending and measuring. Call it on the event loop. */
  public void stop() {
    measuredUntilNanos = System.nanoTime();
    stopping = true;
  }

  private void sendNext(Sender sender) {
    if (stopping) {
      if (--running == 0) {
        ended.complete();
      }
      return;
    }
    long waitMillis = aheadMillis();
    if (waitMillis > 0) {
      vertx.setTimer(waitMillis, timer -> sendNext(sender));
      return;
    }
    send(sender, nextBody++ % bodies.size());
  }

  private void send(Sender sender, int index) {
    Workload.Body body = bodies.get(index);
    sentByBody[index]++;
    spansSent.addAndGet(body.spans());
    long sentNanos = System.nanoTime();
    sender.send(body).onSuccess(reply -> {
      note(index, body, reply, sentNanos);
      if (reply.answer() == Receipt.ACKNOWLEDGED) {
        sendNext(sender);
      } else {
        boolean again = reply.answer() == Receipt.REFUSED;
        vertx.setTimer(REFUSED_PAUSE_MILLIS, timer -> resume(sender, again ? index : -1));
      }
    });
  }

  /** Sends a refused body again, unless the load ends. */
  private void resume(Sender sender, int refused) {
    if (refused >= 0 && !stopping) {
      send(sender, refused);
    } else {
      sendNext(sender);
    }
  }

  private long aheadMillis() {
    if (config.spansPerSecondMax() == 0) {
      return 0;
    }
    long dueNanos = (long) (spansSent.get() * 1e9 / config.spansPerSecondMax());
    return (dueNanos - (System.nanoTime() - startNanos)) / 1_000_000;
  }

  private void note(int index, Workload.Body body, Sender.Reply reply, long sentNanos) {
    long now = System.nanoTime();
    answersByBody[index][reply.answer().ordinal()]++;
    if (reply.answer() == Receipt.ACKNOWLEDGED || reply.answer() == Receipt.REFUSED) {
      spansAnswered.addAndGet(body.spans());
    } else {
      spansUnknown.addAndGet(body.spans());
    }
    if (reply.answer() == Receipt.ACKNOWLEDGED) {
      acknowledged.tryComplete();
    }
    if (!reply.message().isEmpty() && messages.size() < 100) {
      messages.merge(reply.message(), 1L, Long::sum);
    }
    if (now >= measuredFromNanos && now <= measuredUntilNanos) {
      long micros = (now - sentNanos) / 1000;
      answers.merge(reply.answer(), (long) body.spans(), Long::sum);
      slowestMicros.merge(reply.answer(), micros, Math::max);
      if (reply.answer() == Receipt.ACKNOWLEDGED) {
        spansMeasured += body.spans();
        latencyMicros.recordValue(micros);
      }
    }
  }

  /** Returns the measurement. Call it after the load has ended. */
  public Result result() {
    double seconds = (measuredUntilNanos - measuredFromNanos) / 1e9;
    return new Result(spansMeasured, seconds, latencyMicros, answers, slowestMicros, messages);
  }

  Books books() {
    return Books.of(config.servicePrefix(), answered());
  }

  /**
   * Returns the answers to each body. Call it on the event loop, or after the load has ended.
   * Requests without an answer yet are unknown.
   */
  public List<Answered> answered() {
    List<Answered> answered = new ArrayList<>();
    for (int i = 0; i < bodies.size(); i++) {
      long[] times = answersByBody[i];
      long acknowledged = times[Receipt.ACKNOWLEDGED.ordinal()];
      long refused = times[Receipt.REFUSED.ordinal()];
      long unknown = sentByBody[i] - acknowledged - refused;
      answered.add(new Answered(bodies.get(i), acknowledged, unknown, refused));
    }
    return answered;
  }
}
