// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.shard;

import io.redstart.ingest.red.Fold;
import io.redstart.process.FatalErrors;
import io.redstart.wire.BatchWriter;
import io.redstart.wire.ChannelReply;
import io.redstart.wire.ChannelReply.ReplyOutcome;
import io.redstart.wire.ChannelRequest;
import io.redstart.wire.ChannelRequest.Kind;
import io.redstart.wire.Frame;
import io.vertx.core.Future;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A channel to one shard of one store incarnation. It has one request in flight at a time; entries
 * that arrive meanwhile are folded into the pending batch, which is sent next (docs/rules.md, C3 and
 * C6).
 *
 * <pre>
 *            OPEN                 BATCH n                       reply: last ≥ n
 *   opening ──────▶ at rest ─────────────────▶ in flight ─────────────────────────▶ at rest
 *      ▲                                        │      ▲      UNKNOWN_NUMBERS: n + 1, spelled out
 *      │                               no reply │      │ last &lt; n, a request still waits:
 *      │                                        ▼      │ BATCH n again, the same bytes
 *      │     UNKNOWN_CHANNEL: a new id         in doubt ──────▶ at rest, n is given up
 *      └──────────────────────────────────────  PROBE until     last &lt; n, no request waits
 *                                               it answers
 * </pre>
 *
 * <p><b>Why the reported outcomes are right.</b> The shard applies a batch if its sequence is above the last
 * one it applied; otherwise it knows the batch as a duplicate. A number is used for one batch only,
 * and n + 1 is not sent before n is settled. So until then <i>last ≥ n</i> means that n was
 * applied. An attempt without an answer can still arrive at any time:
 *
 * <ul>
 *   <li>Before n is settled it is applied once, because all attempts at n are the same bytes.
 *   <li>After n was given up it is applied once, or refused if n + 1 came first. Its fate was
 *       reported as unknown, and it is counted at most once.
 *   <li>So only the answer to the first attempt can prove that nothing will be applied: the bus had
 *       no handler, or the shard refused the batch or did not know the channel. If the first
 *       attempt had no answer, no answer to a later one proves that.
 * </ul>
 *
 * <p>A channel sends CLOSE only if every OPEN was answered; otherwise the shard forgets the channel
 * after a while. An OPEN that arrived after CLOSE would reset the last sequence to 0, and the shard
 * would apply a late batch for the second time.
 *
 * <p>State is consistent before any batch is settled or moved, because both call other objects,
 * which can call back.
 *
 * <p>A long file, because the argument above holds for its states together.
 */
final class Channel {
  /** The maximum size of the pending batch while the channel is not open yet, in bytes. */
  static final int OPENING_GRANT_BYTES = 64 << 10;

  /** How long a request waits for its reply. */
  static final long SEND_TIMEOUT_MILLIS = 1_000;

  /** A shard is silent after this many unanswered requests in a row, which take 2 s. */
  private static final int SILENT_AFTER_UNANSWERED = 2;

  private static final long BACKOFF_MIN_MILLIS = 50;
  private static final long BACKOFF_MAX_MILLIS = 1_000;

  /** A batch in flight. Only the answer to its first attempt can prove that it is not applied. */
  private static final class Flight {
    final Batch batch;
    final Frame message;
    boolean repeated;

    Flight(Batch batch, Frame message) {
      this.batch = batch;
      this.message = message;
    }
  }

  private final ChannelContext context;
  private final LiveStore store;
  private final String address;

  private UUID id;
  private LabelNumbers numbers = new LabelNumbers();
  private boolean opened;
  private boolean openInDoubt;
  private long sequence;
  private int grantBytes = OPENING_GRANT_BYTES;
  private int grantMaxBytes = ChannelReply.GRANT_MAX_BYTES;

  private Batch pending;
  private @Nullable Flight flight;
  private @Nullable Fold spare;

  /** Whether a request or a timer is running; nothing else starts before it ends. */
  private boolean busy;

  /** Whether the pending batch waits for more entries; a timer ends that. */
  private boolean pausing;

  /** When the last batch was started. */
  private long sentMillis;

  private boolean ended;
  private int unanswered;
  private boolean silent;

  Channel(ChannelContext context, LiveStore store, String address) {
    this.context = context;
    this.store = store;
    this.address = address;
    this.id = context.ids().get();
    this.pending = new Batch(new Fold(context.memory()), context.meters());
    this.sentMillis = Long.MIN_VALUE / 2;
    context.meters().grantBytes(grantBytes);
  }

  /** Returns how many more bytes of entries the pending batch can hold. */
  int roomBytes() {
    return limitBytes() - pending().sizeBytesMax();
  }

  private int limitBytes() {
    return grantBytes - context.headBytes();
  }

  /** Returns whether entries of this size exceed any message that the shard can ever grant. */
  boolean isBeyondAnyGrant(int sizeBytes) {
    return sizeBytes > grantMaxBytes - context.headBytes();
  }

  /** Returns the batch to send next, which still accepts entries. */
  Batch pending() {
    if (pending.isSettled()) {
      pending = newBatch();
    }
    return pending;
  }

  private Batch newBatch() {
    Fold fold = spare == null ? new Fold(context.memory()) : spare;
    spare = null;
    return new Batch(fold, context.meters());
  }

  /** Starts the next step, unless a request or a timer is running. */
  void proceed() {
    if (canSend()) {
      long pauseMillis = pauseMillis();
      if (pauseMillis > 0) {
        proceedAfter(pauseMillis);
      } else {
        sendPending();
      }
    } else if (!opened || flight != null) {
      inquire();
    }
  }

  private boolean canSend() {
    return !busy && !ended && opened && flight == null && !pending().isEmpty();
  }

  /**
   * Returns how long the pending batch should wait for more entries: until the next multiple of the
   * interval after the last batch. So all channels send at the same moments, and an aggregator
   * wakes up, and syncs, once for the batches of all. A large batch does not wait.
   */
  private long pauseMillis() {
    long intervalMillis = context.intervalMillis().getAsLong();
    if (intervalMillis == 0 || pending.sizeBytesMax() > limitBytes() / 2) {
      return 0;
    }
    long sinceMillis = Math.floorMod(sentMillis, intervalMillis);
    return sentMillis - sinceMillis + intervalMillis - context.monotonicMillis().getAsLong();
  }

  private void proceedAfter(long pauseMillis) {
    if (!pausing) {
      pausing = true;
      context.timers().after(pauseMillis, () -> {
        pausing = false;
        proceed();
      });
    }
  }

  /** Sends the pending batch without a pause, or asks for a new grant. */
  void makeRoom() {
    if (canSend()) {
      sendPending();
    } else {
      inquire();
    }
  }

  /** Asks the shard for the channel's state and grant, unless a request or a timer is running. */
  void inquire() {
    if (busy || ended) {
      return;
    }
    if (opened) {
      context.meters().probed();
    }
    Kind kind = opened ? Kind.PROBE : Kind.OPEN;
    request(kind, new ChannelRequest(kind, id).toFrame());
  }

  private void sendPending() {
    if (pending.sizeBytesMax() <= limitBytes()) {
      Batch next = pending;
      pending = newBatch();
      send(next);
    } else if (pending.hasEntryWithin(limitBytes())) {
      // The grant has shrunk since the entries were added.
      Batch next = newBatch();
      Batch rest = newBatch();
      pending.split(limitBytes(), next, rest);
      pending = rest;
      send(next);
    } else {
      later(BACKOFF_MIN_MILLIS, this::inquire);
    }
  }

  private void send(Batch batch) {
    sequence++;
    sentMillis = context.monotonicMillis().getAsLong();
    batch.depart();
    if (numbers.isExhausted()) {
      numbers = new LabelNumbers();
    }
    BatchWriter writer = context.writer().begin(id, sequence, numbers.known(), context.layout());
    numbers.write(batch.fold(), writer);
    Frame message = writer.toFrame();
    landed();
    flight = new Flight(batch, message);
    context.memory().take(message.bytes().length);
    context.meters().sent(batch.fold().size(), message.bytes().length);
    request(Kind.BATCH, message);
  }

  private void request(Kind kind, Frame frame) {
    busy = true;
    context
        .transport()
        .request(address, frame, SEND_TIMEOUT_MILLIS)
        .map(ChannelReply::from)
        .onComplete(reply -> {
          busy = false;
          if (ended) {
            return;
          }
          if (reply.succeeded()) {
            onReply(kind, reply.result());
          } else {
            onNoAnswer(kind, reply.cause());
          }
        });
  }

  private void later(long delayMillis, Runnable action) {
    busy = true;
    context.timers().after(delayMillis, () -> {
      busy = false;
      action.run();
    });
  }

  private void onReply(Kind kind, ChannelReply reply) {
    unanswered = 0;
    if (silent) {
      silent = false;
      store.channelAnswered();
    }
    if (reply.outcome() != ReplyOutcome.UNKNOWN_CHANNEL) {
      granted(reply);
    }
    Flight current = flight;
    if (kind == Kind.OPEN) {
      onOpened(reply);
    } else if (reply.outcome() == ReplyOutcome.UNKNOWN_CHANNEL) {
      onForgotten(kind);
    } else if (current != null && reply.lastSequence() >= sequence) {
      numbers.acknowledged();
      settle(current, Fate.APPLIED, "");
    } else if (current != null
        && reply.outcome() == ReplyOutcome.UNKNOWN_NUMBERS
        && numbers.known() > 0) {
      onNumbersForgotten(current);
    } else if (current != null && kind == Kind.BATCH) {
      onNotApplied(current, reply);
    } else if (current != null) {
      onMissing(current);
    }
    proceed();
  }

  private void granted(ChannelReply reply) {
    context.meters().grantBytes(reply.grantBytes() - grantBytes);
    grantBytes = reply.grantBytes();
    grantMaxBytes = reply.grantMaxBytes();
  }

  private void onOpened(ChannelReply reply) {
    opened = reply.outcome() == ReplyOutcome.DONE;
    if (!opened) {
      later(BACKOFF_MAX_MILLIS, this::inquire);
      pending().dropIfPending(SubmissionRefusal.STORE_REFUSED, refusedBy(reply));
    }
  }

  /**
   * Starts again under a new id. The shard has forgotten the channel permanently: ids are used
   * once.
   */
  private void onForgotten(Kind kind) {
    opened = false;
    openInDoubt = false;
    id = context.ids().get();
    numbers = new LabelNumbers();
    sequence = 0;
    Flight current = flight;
    if (current == null) {
      return;
    }
    if (kind == Kind.BATCH && !current.repeated) {
      landed();
      context.mover().move(current.batch);
    } else {
      settle(current, Fate.UNKNOWN, store.name() + " forgot the channel");
    }
  }

  /**
   * Sends the batch again under the next sequence, with everything spelled out. The shard lacks
   * numbers of this message. Only a message with a higher sequence could bring them, and after that
   * this one is a duplicate. So no attempt at it was or will be applied, whichever was answered.
   */
  private void onNumbersForgotten(Flight current) {
    context.meters().spelledAgain();
    numbers = new LabelNumbers();
    if (current.batch.isAwaited()) {
      send(current.batch);
    } else {
      settle(current, Fate.NOT_APPLIED, store.name() + " forgot label set numbers");
    }
  }

  private void onNotApplied(Flight current, ChannelReply reply) {
    if (reply.outcome() == ReplyOutcome.REFUSED && !current.repeated) {
      context.meters().refusal(SubmissionRefusal.STORE_REFUSED);
      settle(current, Fate.NOT_APPLIED, refusedBy(reply));
    } else {
      later(BACKOFF_MIN_MILLIS, this::inquire);
    }
  }

  private String refusedBy(ChannelReply reply) {
    return "refused by " + store.name() + ": " + reply.message();
  }

  /**
   * Sends the batch again, or gives it up if no request waits. No attempt has reached the shard
   * yet.
   */
  private void onMissing(Flight current) {
    if (current.batch.isAwaited()) {
      current.repeated = true;
      context.meters().sentAgain();
      request(Kind.BATCH, current.message);
    } else {
      settle(current, Fate.UNKNOWN, "no request waits any more");
    }
  }

  /** Releases the message in flight. */
  private void landed() {
    if (flight != null) {
      context.memory().giveBack(flight.message.bytes().length);
      flight = null;
    }
  }

  private void settle(Flight current, Fate fate, String why) {
    landed();
    if (fate == Fate.UNKNOWN) {
      context.meters().inDoubt();
    }
    current.batch.settle(fate, why);
    keepSpare(current.batch.fold());
  }

  private void keepSpare(Fold fold) {
    if (spare != null) {
      spare.release();
    }
    fold.clear();
    fold.account();
    spare = fold;
  }

  private void onNoAnswer(Kind kind, Throwable cause) {
    FatalErrors.check(cause);
    context.meters().unanswered();
    // Only this failure proves that the request was not delivered and will not be.
    boolean nobodyThere = cause instanceof ReplyException failure
        && failure.failureType() == ReplyFailure.NO_HANDLERS;
    unanswered = Math.max(unanswered + 1, nobodyThere ? SILENT_AFTER_UNANSWERED : 0);
    openInDoubt |= kind == Kind.OPEN && !nobodyThere;
    Flight unsent = null;
    if (kind == Kind.BATCH && nobodyThere && flight != null && !flight.repeated) {
      unsent = flight;
      landed();
    }
    later(backoffMillis(), this::inquire);
    if (unanswered >= SILENT_AFTER_UNANSWERED) {
      fallSilent();
    }
    if (unsent != null) {
      context.mover().move(unsent.batch);
    }
  }

  private long backoffMillis() {
    // The first failure took the send timeout already.
    return unanswered == 1
        ? 1
        : Math.min(BACKOFF_MAX_MILLIS, BACKOFF_MIN_MILLIS << Math.min(unanswered, 10));
  }

  /** Accepts no more entries until the shard answers, and moves unsent ones to other channels. */
  private void fallSilent() {
    if (!silent) {
      silent = true;
      store.channelFellSilent();
      context.meters().fellSilent();
    }
    movePending();
  }

  private void movePending() {
    Batch unsent = pending();
    if (!unsent.isEmpty()) {
      pending = newBatch();
      context.mover().move(unsent);
    }
  }

  /** Ends the channel because its store incarnation is gone. The batch in flight is in doubt. */
  void end() {
    ended = true;
    context.meters().grantBytes(-grantBytes);
    movePending();
    Flight current = flight;
    if (current != null) {
      settle(current, Fate.UNKNOWN, store.name() + " is gone");
    }
    pending().fold().release();
    if (spare != null) {
      spare.release();
      spare = null;
    }
  }

  /** Ends the channel when no request waits any more. Sends CLOSE to the shard if that is safe. */
  Future<Void> close() {
    boolean tell = opened && !busy && !openInDoubt && !ended;
    ended = true;
    if (!tell) {
      return Future.succeededFuture();
    }
    return context
        .transport()
        .request(address, new ChannelRequest(Kind.CLOSE, id).toFrame(), SEND_TIMEOUT_MILLIS)
        .transform(answered -> {
          FatalErrors.check(answered.cause());
          return Future.succeededFuture();
        });
  }
}
