// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.shard;

/** The outcome of one request's spans (docs/rules.md, C1 and C2). */
public sealed interface SubmissionOutcome {
  /** Every span is counted. */
  record Accepted() implements SubmissionOutcome {}

  /**
   * No span is counted, and none will be.
   *
   * @param reason the reason
   * @param message the reason in words
   * @param retryAfterMillis when to send the request again, jittered; {@link #NEVER} if the same
   *     request would be refused again, because it exceeds the largest message
   */
  record Refused(SubmissionRefusal reason, String message, long retryAfterMillis)
      implements SubmissionOutcome {
    /** The request must not be sent again: gRPC RESOURCE_EXHAUSTED without RetryInfo, HTTP 413. */
    public static final long NEVER = 0;

    /** Returns whether the request may be sent again. */
    public boolean mayRetry() {
      return retryAfterMillis != NEVER;
    }
  }

  /**
   * No span is known to be counted; each is counted at most once.
   *
   * @param message the reason in words
   */
  record Unknown(String message) implements SubmissionOutcome {}

  /**
   * Some spans are counted. The request must not be sent again, because they would count twice.
   *
   * @param rejectedSpans the number of spans that may not have been counted, at least 1; each is
   *     counted at most once
   * @param message the reason in words
   */
  record Partial(int rejectedSpans, String message) implements SubmissionOutcome {}
}
