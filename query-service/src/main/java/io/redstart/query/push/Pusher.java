// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push;

import io.redstart.outgoing.Answer;
import io.redstart.outgoing.Backoff;
import io.redstart.outgoing.OutgoingClient;
import io.redstart.outgoing.OutgoingTarget;
import io.redstart.outgoing.SendResult;
import io.redstart.process.FatalErrors;
import io.redstart.query.api.pool.QueryPool;
import io.redstart.query.push.StampReader.Message;
import io.redstart.query.push.StampReader.Place;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what was counted up to one stamp after another. The last delivered stamp, the position, is on
 * disk; the next one is an interval later. When a receiver was down, or this process, it catches up
 * stamp by stamp: counts are read from sealed windows, so the samples are the same, whenever they are
 * sent. A request whose outcome is unknown is sent again, and so is a stamp that was begun before a
 * crash, with the same times; both are counted. Receivers ignore samples that they have; a delta may
 * count twice (docs/export.md).
 *
 * <pre>
 *   wait for the stamp ─▶ open a query ─▶ read a batch ─▶ send it ─▶ … ─▶ write the position ─┐
 *          ▲                    ▲         (begin the stamp)  └─ failed: wait, open again      │
 *          └────────────────────────────────────────────────────────────────────────────────┘
 * </pre>
 *
 * <p>While an aggregator is missing, its part of the counters is, too, and a receiver would take the
 * lower numbers for a restart. So it waits. Reading goes through the pool of queries and its limits.
 * Lives on one Vert.x context.
 */
final class Pusher {
  private static final Logger log = LoggerFactory.getLogger(Pusher.class);

  /** How long a batch is sent again before its query is closed, which holds memory. */
  private static final long HOLD_MAX_MILLIS = 30_000;

  /** A window is sealed a moment after its end. */
  private static final long SEAL_MILLIS = 100;

  private static final long NOT_YET_MILLIS = 1_000;
  private static final long NONE = StampSource.NONE;

  private final Vertx vertx;
  private final PushProtocol protocol;
  private final QueryPool pool;
  private final StampSource source;
  private final long intervalMillis;
  private final long queryTimeoutMillis;
  private final InstantSource wall;
  private final PushMeters meters;
  private final OutgoingClient receiver;
  private final OutgoingTarget target;
  private final PositionFile file;
  private final Backoff backoff;
  /** The stamp that was delivered last; read by the gauge on other threads. */
  private volatile long positionMillis = NONE;

  private Place place = Place.START;
  /** The stamp that {@link #place} is about. */
  private long placeMillis = NONE;

  /** Whether a process before this one has sent parts of the present stamp. */
  private boolean isRepeating;

  private boolean isClosed;

  Pusher(
      Vertx vertx,
      PushSettings settings,
      PushProtocol protocol,
      QueryPool pool,
      StampSource source,
      Duration queryTimeout,
      InstantSource wall,
      PushMeters meters,
      PositionFile file,
      Backoff backoff) {
    this.vertx = vertx;
    this.protocol = protocol;
    this.pool = pool;
    this.source = source;
    this.intervalMillis = settings.interval().toMillis();
    this.queryTimeoutMillis = queryTimeout.toMillis();
    this.wall = wall;
    this.meters = meters;
    this.receiver = new OutgoingClient(vertx, settings.connection(), meters::nanos);
    this.target = settings.connection().target();
    this.file = file;
    this.backoff = backoff;
  }

  /** Reads the position and begins; the future fails, naming the setting, if it cannot be used. */
  Future<Void> start() {
    return vertx
        .executeBlocking(file::open)
        .recover(failure -> Future.failedFuture(new IllegalStateException(
            protocol.setting() + ".path: " + failure.getMessage(), failure)))
        .map(position -> {
          if (!isClosed) {
            begin(position);
          }
          return null;
        });
  }

  private void begin(OptionalLong position) {
    long nowMillis = wall.millis();
    positionMillis = position.orElse(NONE);
    meters.watchLag(() -> positionMillis == NONE ? 0 : (wall.millis() - positionMillis) / 1e3);
    log.info(
        "{}: sending to {}, {}",
        protocol.name(),
        target,
        position.isPresent()
            ? "continuing " + (nowMillis - positionMillis) / 1000 + " s ago"
            : "beginning now");
    long begunMillis = file.begun().orElse(NONE);
    isRepeating = position.isPresent() && begunMillis > positionMillis;
    if (isRepeating) {
      log.info(
          "{}: the stamp {} was not finished; all of it is sent again",
          protocol.name(),
          Instant.ofEpochMilli(begunMillis));
      placeMillis = begunMillis;
    } else {
      placeMillis = position.isPresent()
          ? nextMillis()
          : Math.floorDiv(nowMillis, intervalMillis) * intervalMillis;
    }
    next();
  }

  /** Returns the next multiple of the interval after the position. */
  private long nextMillis() {
    return Math.floorDiv(positionMillis, intervalMillis) * intervalMillis + intervalMillis;
  }

  /** Waits for the stamp, and delivers it. */
  private void next() {
    long waitMillis = placeMillis + SEAL_MILLIS - wall.millis();
    if (waitMillis > 0) {
      later(waitMillis, this::deliver);
    } else if (!isClosed) {
      deliver();
    }
  }

  private void later(long waitMillis, Runnable task) {
    vertx.setTimer(Math.max(1, waitMillis), timer -> {
      if (!isClosed) {
        task.run();
      }
    });
  }

  private void deliver() {
    QueryPool.Query query = pool.open(queryTimeoutMillis, null);
    query
        .run(() -> source.open(query.limits(), placeMillis, positionMillis, place))
        .compose(reader -> {
          query.answered();
          if (placeMillis != reader.stampMillis()) {
            placeMillis = reader.stampMillis();
            place = Place.START;
          }
          Promise<Void> sent = Promise.promise();
          sendNext(query, reader, sent);
          return sent.future().map(all -> reader);
        })
        .compose(reader -> query.run(() -> keep(reader.stampMillis())))
        .onComplete(done -> query.close())
        .onSuccess(stamp -> {
          positionMillis = stamp;
          placeMillis = nextMillis();
          place = Place.START;
          isRepeating = false;
          backoff.reset();
          next();
        })
        .onFailure(this::failed);
  }

  /** Tries again a little later. */
  private void failed(Throwable failure) {
    FatalErrors.check(failure);
    if (isClosed) {
      return;
    }
    if (failure instanceof StampSource.NotYetException notYet) {
      if (notYet.isIncomplete()) {
        meters.incomplete(String.valueOf(notYet.getMessage()));
      }
      later(NOT_YET_MILLIS, this::deliver);
    } else if (failure instanceof ReceiverDownException down) {
      later(backoff.nextMillis(down.waitMillis), this::deliver);
    } else {
      meters.broken(failure);
      later(backoff.nextMillis(0), this::deliver);
    }
  }

  private long keep(long stampMillis) throws IOException {
    file.write(stampMillis);
    return stampMillis;
  }

  private void sendNext(QueryPool.Query query, StampReader reader, Promise<Void> sent) {
    query
        .run(() -> read(reader))
        .compose(read -> read.message == null
            ? Future.succeededFuture(false)
            : send(read.message).map(true))
        .onSuccess(hasMore -> {
          if (hasMore) {
            sendNext(query, reader, sent);
          } else {
            sent.complete();
          }
        })
        .onFailure(sent::fail);
  }

  private record Read(@Nullable Message message) {}

  private Read read(StampReader reader) throws IOException {
    Message message = reader.next();
    if (message != null) {
      file.begin(reader.stampMillis());
    }
    return new Read(message);
  }

  private Future<Void> send(Message message) {
    if (isRepeating) {
      meters.repeated(message.samples());
    }
    return send(message, wall.millis()).onSuccess(sent -> place = message.after());
  }

  private Future<Void> send(Message message, long sinceMillis) {
    long startNanos = meters.nanos();
    Function<Answer, SendResult> judge = answer -> {
      meters.answered(meters.nanos() - startNanos);
      return protocol.judge(answer, message.samples());
    };
    return receiver.send(message.body(), protocol::head, judge).compose(result -> {
      if (result instanceof SendResult.Failed failed) {
        meters.retry(failed.why());
        if (failed.mayHaveArrived()) {
          meters.repeated(message.samples());
        }
        return again(message, failed, sinceMillis);
      }
      backoff.reset();
      settle(message, result);
      return Future.succeededFuture();
    });
  }

  private void settle(Message message, SendResult result) {
    if (result instanceof SendResult.Refused refused) {
      meters.dropped(PushMeters.REFUSED, message.samples(), refused.why());
    } else if (result instanceof SendResult.Delivered delivered) {
      long refused = Math.min(delivered.refused(), message.samples());
      meters.delivered(message.samples() - refused);
      if (refused > 0) {
        meters.dropped(PushMeters.PARTIAL, refused, delivered.why());
      }
    }
  }

  private Future<Void> again(Message message, SendResult.Failed failed, long sinceMillis) {
    if (isClosed || wall.millis() - sinceMillis > HOLD_MAX_MILLIS) {
      return Future.failedFuture(new ReceiverDownException(failed));
    }
    return vertx
        .timer(backoff.nextMillis(failed.waitMillis()))
        .compose(waited -> send(message, sinceMillis));
  }

  /** Stops; what is being sent may be sent again after the next start. */
  Future<Void> close() {
    isClosed = true;
    meters.close();
    return receiver
        .close()
        .transform(closed -> vertx.executeBlocking(() -> {
          file.close();
          return null;
        }));
  }

  /** The receiver did not answer for a while. */
  private static final class ReceiverDownException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final long waitMillis;

    ReceiverDownException(SendResult.Failed failed) {
      super(failed.why(), null, false, false);
      this.waitMillis = failed.waitMillis();
    }
  }
}
