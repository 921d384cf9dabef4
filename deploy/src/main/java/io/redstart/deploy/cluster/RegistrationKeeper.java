// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cluster;

import io.redstart.bus.FrameCodec;
import io.redstart.process.FatalErrors;
import io.redstart.process.RepeatingTask;
import io.redstart.wire.Frame;
import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices when the cluster has lost this member's registrations, so that nobody can send to it
 * although it is alive: after a freeze, or a partition that only the other side noticed.
 *
 * <p>Every {@value #ASK_EVERY_MILLIS} ms the member asks one of the others, in turn, whether it can
 * be reached; replies need no registration. The other one sends a message to an address of the
 * asking member, and reports whether it knew where to:
 *
 * <pre>
 *   a ── can you reach redstart.member.a? ──▶ b
 *   a ◀── redstart.member.a ───────────────── b
 *   a ── here ─────────────────────────────▶  b
 *   a ◀── yes ─────────────────────────────── b     or: no, nobody has registered it
 * </pre>
 *
 * <p>After a "no" the member registers everything again. If that does not help within {@value
 * Invisibility#MILLIS_MAX} ms, the process ends and its supervisor starts it again; what it has
 * acknowledged is on disk. Silence proves nothing, and neither does being alone.
 */
final class RegistrationKeeper {
  /** The address at which members ask others; every member answers there. */
  static final String ADDRESS = "redstart.member.visible";

  static final long ASK_EVERY_MILLIS = 5_000;

  /** The exit code of a member that ends because no other one can reach it. */
  static final int EXIT_CODE = 4;

  private static final Logger log = LoggerFactory.getLogger(RegistrationKeeper.class);

  private static final DeliveryOptions PROBE = new DeliveryOptions().setSendTimeout(2_000);
  private static final DeliveryOptions QUESTION = new DeliveryOptions().setSendTimeout(4_000);
  private static final Frame EMPTY = new Frame(new byte[0]);

  private final Vertx vertx;
  private final Membership membership;
  private final LongSupplier monotonicNanos;
  private final UUID self = UUID.randomUUID();
  private final Invisibility invisibility = new Invisibility();

  RegistrationKeeper(Vertx vertx, Membership membership, LongSupplier monotonicNanos) {
    this.monotonicNanos = monotonicNanos;
    this.vertx = vertx;
    this.membership = membership;
  }

  /** Starts to answer others and to ask them. */
  Future<Void> start() {
    FrameCodec.register(vertx.eventBus());
    RepeatingTask.every(vertx, ASK_EVERY_MILLIS, "asking other members", this::ask);
    return Future.all(
            vertx
                .eventBus()
                .<Frame>consumer(address(self), probe -> probe.reply(EMPTY))
                .completion(),
            vertx.eventBus().<Frame>consumer(ADDRESS, this::onQuestion).completion())
        .mapEmpty();
  }

  private static String address(UUID member) {
    return "redstart.member." + member;
  }

  private void ask() {
    Frame question = new WireWriter().writeUuid(self).toFrame();
    vertx
        .eventBus()
        .<Frame>request(ADDRESS, question, QUESTION)
        .onSuccess(answer -> answered(new WireReader(answer.body()).readBoolean()))
        .onFailure(failure -> {
          FatalErrors.check(failure);
          if (isUnregistered(failure)) {
            // This member listens there itself, so the cluster has lost everything.
            answered(false);
          }
        });
  }

  private static boolean isUnregistered(Throwable failure) {
    return failure instanceof ReplyException reply
        && reply.failureType() == ReplyFailure.NO_HANDLERS;
  }

  private void answered(boolean isVisible) {
    switch (invisibility.answered(
        isVisible, TimeUnit.NANOSECONDS.toMillis(monotonicNanos.getAsLong()))) {
      case FINE -> {}
      case REPAIR -> {
        log.warn("another member cannot find this one in the cluster: registering again");
        membership
            .registerAgain()
            .onFailure(FatalErrors::check)
            .onFailure(failure -> log.warn("cannot register again: {}", failure.getMessage()));
      }
      case END ->
        FatalErrors.halt(
            EXIT_CODE,
            "other members have not found this one in the cluster for "
                + TimeUnit.MILLISECONDS.toSeconds(Invisibility.MILLIS_MAX) + " s",
            new IllegalStateException("invisible in the cluster"),
            false);
    }
  }

  /** Answers whether the asking member can be reached, unless the reason is not its registration. */
  private void onQuestion(Message<Frame> question) {
    UUID member = new WireReader(question.body()).readUuid();
    if (member.equals(self)) {
      return;
    }
    vertx
        .eventBus()
        .request(address(member), EMPTY, PROBE)
        .onSuccess(here -> question.reply(answer(true)))
        .onFailure(failure -> {
          FatalErrors.check(failure);
          if (isUnregistered(failure)) {
            question.reply(answer(false));
          }
        });
  }

  private static Frame answer(boolean isVisible) {
    return new WireWriter().writeBoolean(isVisible).toFrame();
  }
}
