// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.history;

import io.redstart.history.HistoryPage;
import io.redstart.history.HistoryRequest;
import io.redstart.process.FatalErrors;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.source.page.Blocking;
import io.redstart.wire.Frame;
import io.redstart.wire.MalformedFrameException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks processes for their own metrics, up to {@link #ASKED_MAX} at once, and each for one page
 * after the other. A process that does not answer is a warning. Used by one worker thread; its calls
 * block.
 */
final class HistoryReader {
  /** A page ends with the series that reaches this size. */
  static final int PAGE_MAX_BYTES = 64 << 10;

  /** How long a process may take for a page. */
  static final long PAGE_TIMEOUT_MILLIS = 2_000;

  private static final int ASKED_MAX = 16;

  /** The last series of a page can add as much again. */
  private static final long PAGE_HELD_BYTES = 2L * PAGE_MAX_BYTES;

  private static final DeliveryOptions OPTIONS =
      new DeliveryOptions().setSendTimeout(PAGE_TIMEOUT_MILLIS);

  private record Question(Member member, HistoryRequest request) {}

  private record Answer(Question question, @Nullable Frame frame, String failure) {}

  private final Vertx vertx;
  private final Context context;
  private final QueryLimits limits;
  private final Set<String> warnings = new LinkedHashSet<>();

  HistoryReader(Vertx vertx, Context context, QueryLimits limits) {
    this.vertx = vertx;
    this.context = context;
    this.limits = limits;
  }

  /** Passes on all pages of series that a request selects. */
  void readPages(List<Member> members, HistoryRequest request, Consumer<HistoryPage> sink) {
    read(members, request, (question, frame) -> {
      HistoryPage page = new HistoryPage(frame, request.part());
      sink.accept(page);
      return page.nextCursor();
    });
  }

  /** Passes on the single answer of each process. */
  void readOne(List<Member> members, HistoryRequest request, Consumer<Frame> sink) {
    read(members, request, (question, frame) -> {
      sink.accept(frame);
      return HistoryPage.LAST;
    });
  }

  private interface Receiver {
    /** Returns the cursor of the next page. */
    long receive(Question question, Frame frame);
  }

  private void read(List<Member> members, HistoryRequest request, Receiver receiver) {
    Deque<Question> questions = new ArrayDeque<>();
    members.forEach(member -> questions.add(new Question(member, request)));
    while (!questions.isEmpty()) {
      List<Question> now = new ArrayList<>();
      while (now.size() < ASKED_MAX && !questions.isEmpty()) {
        now.add(questions.remove());
      }
      limits.hold(PAGE_HELD_BYTES * now.size());
      for (Answer answer : ask(now)) {
        limits.check();
        long next = receive(answer, receiver);
        if (next != HistoryPage.LAST) {
          Question before = answer.question;
          questions.add(new Question(before.member, before.request.withCursor(next)));
        }
      }
      limits.release(PAGE_HELD_BYTES * now.size());
    }
  }

  private long receive(Answer answer, Receiver receiver) {
    Frame frame = answer.frame;
    if (frame == null) {
      warnings.add(answer.question.member.missing(answer.failure));
      return HistoryPage.LAST;
    }
    try {
      return receiver.receive(answer.question, frame);
    } catch (MalformedFrameException e) {
      warnings.add(answer.question.member.missing("failed to answer: " + e.getMessage()));
      return HistoryPage.LAST;
    }
  }

  private List<Answer> ask(List<Question> questions) {
    return Blocking.await(
        context,
        limits,
        2 * PAGE_TIMEOUT_MILLIS,
        () ->
            Future.all(questions.stream().map(this::ask).toList()).map(all -> all.<Answer>list()));
  }

  private Future<Answer> ask(Question question) {
    return vertx
        .eventBus()
        .<Frame>request(
            question.member.announcement().historyAddress(), question.request.toFrame(), OPTIONS)
        .map(reply -> new Answer(question, reply.body(), ""))
        .otherwise(failure -> {
          FatalErrors.check(failure);
          return new Answer(question, null, problem(failure));
        });
  }

  private static String problem(Throwable failure) {
    boolean isRefusal = failure instanceof ReplyException reply
        && reply.failureType() == ReplyFailure.RECIPIENT_FAILURE;
    return isRefusal ? "failed to answer: " + failure.getMessage() : Member.SILENT;
  }

  /** Adds a warning to the answer. */
  void warn(String warning) {
    warnings.add(warning);
  }

  /** Returns the warnings so far. */
  List<String> warnings() {
    return List.copyOf(warnings);
  }
}
