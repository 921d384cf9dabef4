// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.answer;

import io.redstart.ingest.shard.SubmissionOutcome;
import io.vertx.grpc.common.GrpcStatus;
import java.util.Locale;

/**
 * What a sender is told about a request, in either protocol.
 *
 * @param kind what happened
 * @param reason why, as one of few words; empty if all went well
 * @param message why, for a person; empty if all went well
 * @param rejectedSpans with {@link Kind#ACCEPTED}: how many spans were not counted and must not be sent
 *     again
 * @param retryAfterMillis with {@link Kind#REFUSED} and {@link Kind#OVERLOADED}: when to send the request again
 */
public record ExportAnswer(
    Kind kind, String reason, String message, int rejectedSpans, long retryAfterMillis) {
  public static final ExportAnswer ALL_ACCEPTED = new ExportAnswer(Kind.ACCEPTED, "", "", 0, 0);

  /**
   * What happened, and how the protocols say it. Senders may repeat a request on UNAVAILABLE,
   * DEADLINE_EXCEEDED, 503 and 504, and must not on the others (OTLP specification, "Failures").
   */
  public enum Kind {
    /** Counted, all or some. */
    ACCEPTED(GrpcStatus.OK, 200),
    /** Not a request; nothing was counted. */
    MALFORMED(GrpcStatus.INVALID_ARGUMENT, 400),
    /** From a sender who may not send; nothing was counted. */
    UNAUTHENTICATED(GrpcStatus.UNAUTHENTICATED, 401),
    /** Too large, as sent or inflated or folded; nothing was counted. */
    TOO_LARGE(GrpcStatus.RESOURCE_EXHAUSTED, 413),
    /** Not at this path; HTTP only. */
    NO_SUCH_PATH(GrpcStatus.UNIMPLEMENTED, 404),
    /** Not by this method; HTTP only. */
    WRONG_METHOD(GrpcStatus.UNIMPLEMENTED, 405),
    /** In a coding or of a content type that is not known here; nothing was counted. */
    UNKNOWN_ENCODING(GrpcStatus.UNIMPLEMENTED, 415),
    /** Its sender expects what is not known here before it sends the body; HTTP only. */
    UNKNOWN_EXPECTATION(GrpcStatus.UNIMPLEMENTED, 417),
    /** Did not arrive in time; nothing was counted. */
    TOO_SLOW(GrpcStatus.DEADLINE_EXCEEDED, 408),
    /** No room now; nothing was counted, and the sender is told when to come back. */
    REFUSED(GrpcStatus.UNAVAILABLE, 503),
    /** More arrives than can be read; nothing was counted, and the sender is told when to come back. */
    OVERLOADED(GrpcStatus.UNAVAILABLE, 503),
    /** Each span was counted once or not at all. */
    UNKNOWN(GrpcStatus.UNAVAILABLE, 504),
    /** The sender's own deadline came first; each span was counted once or not at all. */
    DEADLINE(GrpcStatus.DEADLINE_EXCEEDED, 504),
    /** A mistake of ours; nothing was counted. */
    FAILED(GrpcStatus.INTERNAL, 500);

    private final GrpcStatus grpcStatus;
    private final int httpStatus;

    Kind(GrpcStatus grpcStatus, int httpStatus) {
      this.grpcStatus = grpcStatus;
      this.httpStatus = httpStatus;
    }

    /** Returns the status in gRPC, which is also the code in a {@code google.rpc.Status}. */
    public GrpcStatus grpcStatus() {
      return grpcStatus;
    }

    /** Returns the value of a tag. */
    public String tag() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the status in HTTP. */
    public int httpStatus() {
      return httpStatus;
    }
  }

  public static ExportAnswer of(Kind kind, String message) {
    return new ExportAnswer(kind, kind.tag(), message, 0, 0);
  }

  public static ExportAnswer refused(String message, long retryAfterMillis) {
    return new ExportAnswer(Kind.REFUSED, Kind.REFUSED.tag(), message, 0, retryAfterMillis);
  }

  public static ExportAnswer partial(int rejectedSpans, String message) {
    return new ExportAnswer(Kind.ACCEPTED, "", message, rejectedSpans, 0);
  }

  /**
   * Returns the answer to a request of which some spans were rejected on their own.
   *
   * @param rejectedSpans how many, 0 or more
   * @param why for a person; empty if there is nothing to tell
   */
  public static ExportAnswer of(SubmissionOutcome outcome, int rejectedSpans, String why) {
    if (outcome instanceof SubmissionOutcome.Refused refused) {
      Kind kind = refused.mayRetry() ? Kind.REFUSED : Kind.TOO_LARGE;
      return new ExportAnswer(
          kind, refused.reason().tag(), refused.message(), 0, refused.retryAfterMillis());
    }
    if (outcome instanceof SubmissionOutcome.Unknown unknown) {
      return of(Kind.UNKNOWN, unknown.message());
    }
    if (outcome instanceof SubmissionOutcome.Partial partial) {
      String both = why.isEmpty() ? partial.message() : partial.message() + "; " + why;
      return partial(partial.rejectedSpans() + rejectedSpans, both);
    }
    return why.isEmpty() ? ALL_ACCEPTED : partial(rejectedSpans, why);
  }
}
