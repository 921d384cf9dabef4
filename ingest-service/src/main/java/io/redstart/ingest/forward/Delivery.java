// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.forward;

import io.redstart.ingest.forward.ForwardConfig.RetryConfig;
import io.redstart.ingest.forward.queue.Loss;
import io.redstart.ingest.forward.queue.QueuedRequest;
import io.redstart.outgoing.Backoff;
import io.redstart.outgoing.SendResult;
import io.redstart.outgoing.SendResult.Delivered;
import io.redstart.outgoing.SendResult.Failed;
import io.redstart.outgoing.SendResult.Refused;
import io.redstart.process.FatalErrors;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One request on its way to the receiver, over all its attempts. One event loop. */
final class Delivery {
  private static final long NO_TIMER = -1;

  private final Deliveries all;
  private final QueuedRequest request;
  private final RetryConfig retry;
  private final Backoff backoff;
  private final long startNanos;
  private @Nullable Buffer body;
  private long attemptNanos;
  private long timer = NO_TIMER;

  Delivery(Deliveries all, QueuedRequest request, RetryConfig retry) {
    this.all = all;
    this.request = request;
    this.retry = retry;
    this.backoff =
        new Backoff(ThreadLocalRandom.current(), retry.initialInterval(), retry.maxInterval());
    this.startNanos = all.meters().nowNanos();
  }

  /** Compresses the request, if it is not yet, and sends it. */
  void attempt() {
    timer = NO_TIMER;
    Buffer made = body;
    if (made != null) {
      send(made);
      return;
    }
    all.makeBody(request)
        .onSuccess(this::send)
        .onFailure(FatalErrors::check)
        .onFailure(cause -> failed(new Failed("cannot compress: " + cause.getMessage(), 0, false)));
  }

  private void send(Buffer made) {
    body = made;
    attemptNanos = all.meters().nowNanos();
    all.send(made).onSuccess(this::attempted);
  }

  private void attempted(SendResult result) {
    if (result instanceof Delivered delivered) {
      delivered(delivered);
    } else if (result instanceof Refused refused) {
      drop(Loss.REFUSED, refused.why());
    } else if (result instanceof Failed failed) {
      failed(failed);
    }
  }

  private void delivered(Delivered delivered) {
    ForwardMeters meters = all.meters();
    long rejected = Math.min(delivered.refused(), request.spans());
    meters.sent(
        request.payload().length, request.spans() - rejected, meters.nowNanos() - attemptNanos);
    if (rejected > 0) {
      meters.lost(Loss.REJECTED, 0, rejected, delivered.why());
    }
    all.ended(this);
  }

  private void failed(Failed failed) {
    Loss evicted = request.evicted();
    long waitMillis = backoff.nextMillis(failed.waitMillis());
    if (evicted != null) {
      drop(evicted, failed.why());
    } else if (!retry.enabled() || isTooLate(waitMillis)) {
      drop(Loss.EXPIRED, failed.why());
    } else {
      all.meters().failed(failed.why());
      if (all.isStopping()) {
        all.left(this);
      } else {
        timer = all.vertx().setTimer(waitMillis, due -> attempt());
      }
    }
  }

  private boolean isTooLate(long waitMillis) {
    long maxMillis = retry.maxElapsedTime().toMillis();
    long elapsedMillis = TimeUnit.NANOSECONDS.toMillis(all.meters().nowNanos() - startNanos);
    return maxMillis > 0 && elapsedMillis + waitMillis > maxMillis;
  }

  private void drop(Loss loss, String why) {
    all.meters().lost(loss, 1, request.spans(), why);
    all.ended(this);
  }

  /** Leaves the request to the next start if it waits for another attempt; returns whether. */
  boolean leaveIfWaiting() {
    return timer != NO_TIMER && all.vertx().cancelTimer(timer);
  }

  QueuedRequest request() {
    return request;
  }
}
