// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.receiver;

import io.redstart.ingest.answer.ExportAnswer;
import io.redstart.ingest.body.ArrayPool;
import io.redstart.ingest.body.ContentCodings;
import io.redstart.ingest.body.InflatedBytes;
import io.redstart.ingest.body.Inflation;
import io.redstart.ingest.body.InflationException;
import io.redstart.ingest.forward.ForwardSink;
import io.redstart.ingest.otlp.MalformedOtlpException;
import io.redstart.ingest.otlp.OtlpJsonTranscoder;
import io.redstart.ingest.otlp.OtlpTraceDecoder;
import io.redstart.ingest.otlp.UnrecognizedField;
import io.redstart.ingest.red.Rejection;
import io.redstart.ingest.red.SpanFolder;
import io.redstart.ingest.shard.FoldSink;
import io.redstart.ingest.shard.SubmissionRefusal;
import io.redstart.limit.MemoryFullException;
import io.vertx.core.Future;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the bytes of a request into its answer, independently of the transport: inflates, decodes
 * and folds in one go, then submits. If a request is malformed anywhere, none of it is counted.
 *
 * <p>One event loop. When {@link #accept} returns, the bytes are no longer needed.
 */
public final class TraceIntake implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TraceIntake.class);

  /** When to retry if there is no memory for another body; the pool empties quickly. */
  private static final long RETRY_AFTER_MILLIS = 1_000;

  private static final String NO_MEMORY = SubmissionRefusal.NO_MEMORY.tag();

  private final OtlpJsonTranscoder json = new OtlpJsonTranscoder();
  private final OtlpTraceDecoder decoder = new OtlpTraceDecoder();
  private final ContentCodings codings = new ContentCodings();
  private final SpanFolder folder;
  private final FoldSink shards;
  private final ArrayPool pool;
  private final Backlog backlog;
  private final IngestMeters meters;
  private final @Nullable ForwardSink forward;
  private int labelSetsTold;
  private int restartsTold;
  private long startNanos;

  /**
   * Makes an intake.
   *
   * @param folder turns spans into folded observations; used only by this intake
   * @param shards submits them
   * @param pool lends arrays to inflate into
   * @param backlog decides whether there is time for another request
   * @param forward is offered every request; null if none is forwarded
   */
  public TraceIntake(
      SpanFolder folder,
      FoldSink shards,
      ArrayPool pool,
      Backlog backlog,
      IngestMeters meters,
      @Nullable ForwardSink forward) {
    this.folder = folder;
    this.shards = shards;
    this.pool = pool;
    this.backlog = backlog;
    this.meters = meters;
    this.forward = forward;
  }

  /** Returns the pool that bodies are read into. */
  ArrayPool pool() {
    return pool;
  }

  /** Returns the backlog of requests being read. */
  Backlog backlog() {
    return backlog;
  }

  /**
   * Processes a request.
   *
   * @param bytes holds the body in its first {@code length} bytes
   * @param encoding its content coding; an unknown one is refused
   * @param inflatedMaxBytes the largest size that it may inflate to
   * @return the answer; never fails
   */
  Future<ExportAnswer> accept(
      Protocol protocol, byte[] bytes, int length, String encoding, int inflatedMaxBytes) {
    meters.requests().received(protocol, length);
    startNanos = meters.requests().nowNanos();
    Future<ExportAnswer> answer;
    try {
      answer = encoding.equals(ContentCodings.IDENTITY)
          ? acceptPlain(protocol, bytes, length)
          : acceptCoded(protocol, bytes, length, encoding, inflatedMaxBytes);
    } catch (InflationException e) {
      answer = Future.succeededFuture(e.answer());
    } catch (MalformedOtlpException e) {
      answer = Future.succeededFuture(
          ExportAnswer.of(ExportAnswer.Kind.MALFORMED, String.valueOf(e.getMessage())));
    } catch (MemoryFullException e) {
      answer = Future.succeededFuture(noMemory(e));
    } catch (RuntimeException e) {
      log.error("a request of {} bytes failed", length, e);
      answer = Future.succeededFuture(ExportAnswer.of(ExportAnswer.Kind.FAILED, "internal error"));
    } finally {
      folder.clear();
    }
    tellLabelSets();
    return answer;
  }

  /** Counts an answer. */
  void answered(Protocol protocol, ExportAnswer answer) {
    meters.requests().answered(protocol, answer);
  }

  /** Returns the answer to a request that there is no memory for. */
  private static ExportAnswer noMemory(MemoryFullException full) {
    String message = String.valueOf(full.getMessage());
    return full.isForEver()
        ? ExportAnswer.of(ExportAnswer.Kind.TOO_LARGE, message)
        : new ExportAnswer(ExportAnswer.Kind.REFUSED, NO_MEMORY, message, 0, RETRY_AFTER_MILLIS);
  }

  private Future<ExportAnswer> acceptCoded(
      Protocol protocol, byte[] bytes, int length, String encoding, int inflatedMaxBytes)
      throws MalformedOtlpException, InflationException {
    Inflation inflation = codings.find(encoding);
    if (inflation == null) {
      throw new InflationException(ExportAnswer.of(
          ExportAnswer.Kind.UNKNOWN_ENCODING,
          "encoding \"" + encoding + "\" is not one of " + ContentCodings.ACCEPTED));
    }
    InflatedBytes inflated = new InflatedBytes(pool, inflatedMaxBytes);
    try {
      inflation.inflate(bytes, length, inflated);
      return acceptPlain(protocol, inflated.array(), inflated.length());
    } finally {
      inflated.release();
    }
  }

  private Future<ExportAnswer> acceptPlain(Protocol protocol, byte[] bytes, int length)
      throws MalformedOtlpException {
    if (protocol == Protocol.HTTP_JSON) {
      json.transcode(bytes, length);
      decoder.decode(json.bytes(), 0, json.length(), folder);
    } else {
      decoder.decode(bytes, 0, length, folder);
    }
    folder.checkMemory();
    int spans = folder.fold().spans();
    int rejectedSpans = folder.tally().rejected();
    meters.requests().decoded(length, spans + rejectedSpans, startNanos);
    meters.spans().folded(folder);
    long submittedNanos = meters.requests().nowNanos();
    String why = folder.seesSpans()
        ? describeRejected(rejectedSpans)
        : describeUnrecognized(protocol, bytes, length);
    Future<ExportAnswer> answer = shards.submit(folder.fold()).map(outcome -> {
      meters.requests().settled(outcome, submittedNanos);
      meters.spans().settled(outcome, spans);
      return ExportAnswer.of(outcome, rejectedSpans, why);
    });
    if (forward != null) {
      int allSpans = spans + folder.tally().uncounted();
      if (protocol == Protocol.HTTP_JSON) {
        forward.offer(json.bytes(), json.length(), allSpans, answer);
      } else {
        forward.offer(bytes, length, allSpans, answer);
      }
    }
    return answer;
  }

  /**
   * Returns a warning if a request has no spans, but has something else that could be spans. In a
   * request with spans any field is fine: it may be newer than this version.
   */
  private String describeUnrecognized(Protocol protocol, byte[] bytes, int length)
      throws MalformedOtlpException {
    String field =
        protocol == Protocol.HTTP_JSON ? json.unrecognized() : UnrecognizedField.in(bytes, length);
    if (field.isEmpty()) {
      return "";
    }
    String message = "no span was recognized: " + field + " is not known";
    meters.requests().unrecognized(protocol, message);
    return message;
  }

  private String describeRejected(int rejectedSpans) {
    if (rejectedSpans == 0) {
      return "";
    }
    StringJoiner text = new StringJoiner(", ");
    for (Rejection reason : Rejection.values()) {
      int spans = folder.tally().rejected(reason);
      if (spans > 0) {
        text.add(spans + (spans == 1 ? " span: " : " spans: ") + reason.text());
      }
    }
    return text.toString();
  }

  private void tellLabelSets() {
    int labelSets = folder.labelSets();
    int restarts = folder.labelSetRestarts();
    if (labelSets != labelSetsTold || restarts != restartsTold) {
      meters.labelSets(labelSets - labelSetsTold, restarts - restartsTold);
      labelSetsTold = labelSets;
      restartsTold = restarts;
    }
  }

  /** Removes its label sets from the metrics and frees native memory. */
  @Override
  public void close() {
    meters.labelSets(-labelSetsTold, 0);
    labelSetsTold = 0;
    codings.close();
  }
}
