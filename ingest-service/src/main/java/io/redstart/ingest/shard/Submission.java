// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.shard;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A request that waits for its answer. It has a {@link Part} for each channel that counts some of
 * it; each part is aboard one {@link Batch}, or several after its batch was split or moved. The
 * answer is given when every batch has told its fate, or at the deadline (counting.md, C2):
 *
 * <pre>
 *   every batch applied                    Accepted
 *   none applied, none in doubt            Refused    nothing is counted and nothing will be
 *   none applied, some in doubt            Unknown
 *   some applied, others not or in doubt   Partial    rejects the spans of those parts
 * </pre>
 *
 * <p>A part aboard several batches is accepted only if all of them were applied, although not each
 * of them must hold spans of it: its spans may be told as rejected and yet be counted, which the
 * promise allows, and never the other way round.
 */
final class Submission {
  /** The spans of a request that fell to one channel. */
  static final class Part {
    private final Submission submission;
    private final int spans;
    private int open;
    private boolean failed;

    private Part(Submission submission, int spans) {
      this.submission = submission;
      this.spans = spans;
    }

    /** Tells that a batch carries entries of this part. */
    void boarded(Batch batch) {
      open++;
      submission.open++;
      submission.aboard.add(batch);
    }

    /** Tells that the entries left a batch for others, which were boarded before. */
    void left() {
      open--;
      submission.open--;
    }

    /** Tells what became of a batch that carries entries of this part. */
    void settled(Fate fate, SubmissionRefusal ifNotApplied, String why) {
      open--;
      failed |= fate != Fate.APPLIED;
      submission.settled(fate, ifNotApplied, why);
    }

    /** Returns whether the request was not answered yet. */
    boolean isAwaited() {
      return !submission.answered;
    }
  }

  private final Promise<SubmissionOutcome> answer = Promise.promise();
  private final int spans;
  private final long deadlineMillis;
  private final LongSupplier retryAfterMillis;
  private final List<Part> parts = new ArrayList<>(4);
  private final List<Batch> aboard = new ArrayList<>(4);
  private int open;
  private boolean anyApplied;
  private boolean anyUnknown;
  private boolean answered;
  private @Nullable String why;
  private SubmissionRefusal refusal = SubmissionRefusal.STORE_REFUSED;

  /**
   * Makes a request without parts.
   *
   * @param spans how many it has; a span may fall to several parts, with its call and its duration
   */
  Submission(int spans, long deadlineMillis, LongSupplier retryAfterMillis) {
    this.spans = spans;
    this.deadlineMillis = deadlineMillis;
    this.retryAfterMillis = retryAfterMillis;
  }

  /** Adds a part, which must be put aboard a batch before any batch is settled. */
  Part addPart(int spans) {
    Part part = new Part(this, spans);
    parts.add(part);
    return part;
  }

  Future<SubmissionOutcome> answer() {
    return answer.future();
  }

  long deadlineMillis() {
    return deadlineMillis;
  }

  /**
   * Answers now. What was not sent is taken back: its whole batch is dropped, so that it is certain
   * that nothing of it will be counted; what was sent is in doubt.
   */
  void expire() {
    for (Batch batch : List.copyOf(aboard)) {
      batch.dropIfPending(
          SubmissionRefusal.NOT_SENT, "not sent within the acknowledgement timeout");
    }
    if (!answered) {
      fail("not acknowledged in time");
      anyUnknown = true;
      complete();
    }
  }

  private void settled(Fate fate, SubmissionRefusal ifNotApplied, String reason) {
    open--;
    switch (fate) {
      case APPLIED -> anyApplied = true;
      case NOT_APPLIED -> {
        // Of several reasons the first is told, by its name and its words.
        refusal = why == null ? ifNotApplied : refusal;
        fail(reason);
      }
      case UNKNOWN -> {
        anyUnknown = true;
        fail(reason);
      }
    }
    if (open == 0 && !answered) {
      complete();
    }
  }

  private void fail(String reason) {
    if (why == null) {
      why = reason;
    }
  }

  private void complete() {
    answered = true;
    answer.complete(outcome());
  }

  private SubmissionOutcome outcome() {
    if (why == null) {
      return new SubmissionOutcome.Accepted();
    }
    if (!anyApplied) {
      return anyUnknown
          ? new SubmissionOutcome.Unknown(why)
          : new SubmissionOutcome.Refused(refusal, why, retryAfterMillis.getAsLong());
    }
    int rejectedSpans = 0;
    for (Part part : parts) {
      rejectedSpans += part.failed || part.open > 0 ? part.spans : 0;
    }
    return new SubmissionOutcome.Partial(Math.min(rejectedSpans, spans), why);
  }
}
