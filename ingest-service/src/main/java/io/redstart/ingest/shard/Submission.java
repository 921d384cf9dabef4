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
 * it. Each part is in one {@link Batch}, or in several after its batch was split or moved. The
 * answer is given when the fates of all batches are known, or at the deadline (docs/rules.md, C2):
 *
 * <pre>
 *   every batch applied                    Accepted
 *   none applied, none in doubt            Refused    nothing is counted and nothing will be
 *   none applied, some in doubt            Unknown
 *   some applied, others not or in doubt   Partial    rejects the spans of those parts
 * </pre>
 *
 * <p>A part in several batches is accepted only if all of them were applied, although some of them
 * can be without its spans. So a span that is counted can be reported as rejected, which the
 * promise allows, but never the other way round.
 */
final class Submission {
  /** The spans of a request that one channel counts. */
  static final class Part {
    private final Submission submission;
    private final int spans;
    private int open;
    private boolean failed;

    private Part(Submission submission, int spans) {
      this.submission = submission;
      this.spans = spans;
    }

    /** Notes that a batch carries entries of this part. */
    void boarded(Batch batch) {
      open++;
      submission.open++;
      submission.aboard.add(batch);
    }

    /** Notes that the entries moved from a batch to others, which this part was added to before. */
    void left() {
      open--;
      submission.open--;
    }

    /** Notes the fate of a batch that carries entries of this part. */
    void settled(Fate fate, SubmissionRefusal ifNotApplied, String why) {
      open--;
      failed |= fate != Fate.APPLIED;
      submission.settled(fate, ifNotApplied, why);
    }

    /** Returns whether the request is still unanswered. */
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
   * @param spans how many it has; a span can be in several parts, with its call and its duration
   */
  Submission(int spans, long deadlineMillis, LongSupplier retryAfterMillis) {
    this.spans = spans;
    this.deadlineMillis = deadlineMillis;
    this.retryAfterMillis = retryAfterMillis;
  }

  /** Adds a part, which must be added to a batch before any batch is settled. */
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
   * Answers now. Drops whole every batch that was not sent, so that certainly nothing in it will be
   * counted; batches that were sent are in doubt.
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
        // Of several reasons the first is reported, with its tag and its message.
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
