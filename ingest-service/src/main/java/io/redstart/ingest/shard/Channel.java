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
 * A channel to one shard of one store incarnation: one request is under way at a time, and what
 * arrives meanwhile is folded into the pending batch, which goes next (counting.md, C3 and C6).
 *
 * <pre>
 *            OPEN                 BATCH n                       reply: last ≥ n
 *   opening ──────▶ at rest ─────────────────▶ in flight ─────────────────────────▶ at rest
 *      ▲                                        │      ▲      UNKNOWN_NUMBERS: BATCH n + 1, spelled out
 *      │                               no reply │      │ last &lt; n, somebody still waits:
 *      │                                        ▼      │ BATCH n again, the same bytes
 *      │     UNKNOWN_CHANNEL: a new id         in doubt ──────▶ at rest, n is given up
 *      └──────────────────────────────────────  PROBE until     last &lt; n, nobody waits
 *                                               it answers
 * </pre>
 *
 * <p><b>Why the fates are right.</b> The shard applies a batch if its sequence is above the last
 * one it applied, and else knows it as a duplicate. A number is used for one batch only, n + 1 is
 * not sent before n is settled, so until then <i>last ≥ n</i> says that n was applied. An attempt
 * that had no answer may still arrive, at any time:
 *
 * <ul>
 *   <li>Before n is settled it is applied once, all attempts at n being the same bytes.
 *   <li>After n was given up it is applied once, or refused if n + 1 came first: n was told as
 *       unknown, and is counted at most once.
 *   <li>So only the first attempt's own answer can prove that nothing will be applied: the bus had
 *       no handler, or the shard refused it or did not know the channel. After a first attempt
 *       without an answer, no answer to a later one proves that.
 * </ul>
 *
 * <p>A channel is closed only if every OPEN was answered, and else left for the shard to forget: an
 * OPEN that came after CLOSE would forget the mark, and let a late batch in again.
 *
 * <p>State is consistent before any batch is settled or moved: both call others, who may come back.
 */
final class Channel {
  /** The most that waits for a channel that has not been opened yet, in bytes. */
  static final int OPENING_GRANT_BYTES = 64 << 10;

  /** How long a request waits for its reply. */
  static final long SEND_TIMEOUT_MILLIS = 1_000;

  /** A shard that left this many requests in a row unanswered, so for 2 s, is silent. */
  private static final int SILENT_AFTER_UNANSWERED = 2;

  private static final long BACKOFF_MIN_MILLIS = 50;
  private static final long BACKOFF_MAX_MILLIS = 1_000;

  /** A batch under way; only the answer to its first attempt can prove that it is not applied. */
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

  /** A request or a timer is under way; nothing else is begun before it ends. */
  private boolean busy;

  private boolean ended;
  private int unanswered;
  private boolean silent;

  Channel(ChannelContext context, LiveStore store, String address) {
    this.context = context;
    this.store = store;
    this.address = address;
    this.id = context.ids().get();
    this.pending = new Batch(new Fold(context.memory()), context.meters());
    context.meters().grantBytes(grantBytes);
  }

  /** Returns how many more bytes of entries may be put aboard the pending batch. */
  int roomBytes() {
    return limitBytes() - pending().sizeBytesMax();
  }

  private int limitBytes() {
    return grantBytes - context.headBytes();
  }

  /** Returns whether so many bytes of entries fit into no message that the shard can ever grant. */
  boolean isBeyondAnyGrant(int sizeBytes) {
    return sizeBytes > grantMaxBytes - context.headBytes();
  }

  /** Returns the batch that goes next, which takes more aboard. */
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

  /** Begins what is to be done next, unless something is under way. */
  void proceed() {
    if (!busy && !ended && opened && flight == null && !pending().isEmpty()) {
      sendPending();
    } else if (!opened || flight != null) {
      inquire();
    }
  }

  /** Asks the shard how the channel stands and what it grants, unless something is under way. */
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
      // The grant has shrunk since the entries came aboard.
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

  /** The shard does not know the channel any more, and never will: ids are used once. */
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
      context.mover().accept(current.batch);
    } else {
      settle(current, Fate.UNKNOWN, store.name() + " has forgotten the channel");
    }
  }

  /**
   * The shard lacks numbers of this message. Only one with a higher sequence could bring them, after
   * which this is a duplicate: so no attempt at it has been or will be applied, whichever was
   * answered, and what it carried may go under the next sequence with everything spelled out.
   */
  private void onNumbersForgotten(Flight current) {
    context.meters().spelledAgain();
    numbers = new LabelNumbers();
    if (current.batch.isAwaited()) {
      send(current.batch);
    } else {
      settle(current, Fate.NOT_APPLIED, store.name() + " has forgotten numbers");
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

  /** The shard lacks the batch: no attempt has arrived yet. */
  private void onMissing(Flight current) {
    if (current.batch.isAwaited()) {
      current.repeated = true;
      context.meters().sentAgain();
      request(Kind.BATCH, current.message);
    } else {
      settle(current, Fate.UNKNOWN, "nobody waits any more");
    }
  }

  /** Lets go of what is in flight. */
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
    // Only this failure tells that the request was not delivered and will not be.
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
      context.mover().accept(unsent.batch);
    }
  }

  private long backoffMillis() {
    // The first failure has cost the send timeout already.
    return unanswered == 1
        ? 1
        : Math.min(BACKOFF_MAX_MILLIS, BACKOFF_MIN_MILLIS << Math.min(unanswered, 10));
  }

  /** Takes no new work until the shard answers, and hands on what was not sent. */
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
      context.mover().accept(unsent);
    }
  }

  /** Ends the channel, because its store incarnation is gone: what is under way is in doubt. */
  void end() {
    ended = true;
    context.meters().grantBytes(-grantBytes);
    movePending();
    Flight current = flight;
    if (current != null) {
      settle(current, Fate.UNKNOWN, store.name() + " has gone");
    }
    pending().fold().release();
    if (spare != null) {
      spare.release();
      spare = null;
    }
  }

  /** Ends the channel when nobody waits any more, and tells the shard if it is there. */
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
