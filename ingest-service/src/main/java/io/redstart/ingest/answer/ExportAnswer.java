// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.answer;

import io.redstart.ingest.shard.SubmissionOutcome;
import io.vertx.grpc.common.GrpcStatus;
import java.util.Locale;

/**
 * The answer to a request, in either protocol.
 *
 * @param kind the outcome
 * @param reason the reason as a fixed word, for metrics and logs; empty if all spans were accepted
 * @param message the reason in words, for a person; empty if all spans were accepted
 * @param rejectedSpans with {@link Kind#ACCEPTED}: the number of spans that were not counted and
 *     must not be sent again
 * @param retryAfterMillis with {@link Kind#REFUSED} and {@link Kind#OVERLOADED}: the time after
 *     which to send the request again
 */
public record ExportAnswer(
    Kind kind, String reason, String message, int rejectedSpans, long retryAfterMillis) {
  public static final ExportAnswer ALL_ACCEPTED = new ExportAnswer(Kind.ACCEPTED, "", "", 0, 0);

  /**
   * The outcome of a request with its status in each protocol. Senders may repeat a request on
   * UNAVAILABLE, DEADLINE_EXCEEDED, 503 and 504, and must not on the others (OTLP specification,
   * "Failures").
   */
  public enum Kind {
    /** All spans, or some, were counted. */
    ACCEPTED(GrpcStatus.OK, 200),
    /** The bytes are not a request; nothing was counted. */
    MALFORMED(GrpcStatus.INVALID_ARGUMENT, 400),
    /** The sender may not send; nothing was counted. */
    UNAUTHENTICATED(GrpcStatus.UNAUTHENTICATED, 401),
    /** The request is too large as sent, inflated or folded; nothing was counted. */
    TOO_LARGE(GrpcStatus.RESOURCE_EXHAUSTED, 413),
    /** The path is unknown; HTTP only. */
    NO_SUCH_PATH(GrpcStatus.UNIMPLEMENTED, 404),
    /** The method is not allowed; HTTP only. */
    WRONG_METHOD(GrpcStatus.UNIMPLEMENTED, 405),
    /** The coding or content type is unknown; nothing was counted. */
    UNKNOWN_ENCODING(GrpcStatus.UNIMPLEMENTED, 415),
    /** The {@code Expect} header is unknown; HTTP only. */
    UNKNOWN_EXPECTATION(GrpcStatus.UNIMPLEMENTED, 417),
    /** The body did not arrive in time; nothing was counted. */
    TOO_SLOW(GrpcStatus.DEADLINE_EXCEEDED, 408),
    /** There is no room now; nothing was counted, and the answer says when to retry. */
    REFUSED(GrpcStatus.UNAVAILABLE, 503),
    /** Too many requests arrive; nothing was counted, and the answer says when to retry. */
    OVERLOADED(GrpcStatus.UNAVAILABLE, 503),
    /** Not acknowledged in time: each span was counted once or not at all. */
    UNKNOWN(GrpcStatus.UNAVAILABLE, 504),
    /** The sender's own deadline passed first: each span was counted once or not at all. */
    DEADLINE(GrpcStatus.DEADLINE_EXCEEDED, 504),
    /** A bug in Redstart; nothing was counted. */
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

    /** Returns its tag value in metrics. */
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
   * Returns the answer to a request some of whose spans were rejected individually.
   *
   * @param rejectedSpans the number of these spans, 0 or more
   * @param why the reason or a warning, for a person; empty if there is none
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
