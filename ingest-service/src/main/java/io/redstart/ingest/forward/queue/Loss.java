// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.forward.queue;

import java.util.Locale;

/** Why accepted requests, or some of their spans, do not reach the receiver. */
public enum Loss {
  /** The memory on the way to the queue was full. */
  MEMORY("the aggregators, or the disk of ingest.forward.sending_queue.path, are too slow for this"
      + " load; a larger heap (-Xmx) or a larger share of it (memory.forward) helps, too"),
  /** The request is larger than memory or queue allow. */
  TOO_LARGE(
      "configure senders for smaller batches, or give the process a larger heap (-Xmx) or a larger"
          + " share of it (memory.forward)"),
  /** Newer requests needed the room. */
  QUEUE_FULL(
      "the receiver is slow or down: check it, or raise ingest.forward.sending_queue.queue_size"),
  /** The disk had too few free bytes. */
  DISK_FULL(
      "make room on the disk of ingest.forward.sending_queue.path, or lower its min_free_bytes"),
  /** Writing to the disk failed. */
  DISK_ERROR("check the disk of ingest.forward.sending_queue.path"),
  /** What was read back is not what was written. */
  DAMAGED("normal for one request after a crash, otherwise check the disk"),
  /** No attempt succeeded in time. */
  EXPIRED("the receiver is slow or down: check it, or raise"
      + " ingest.forward.retry_on_failure.max_elapsed_time"),
  /** The receiver refused the request permanently. */
  REFUSED("check the receiver, its limits, and the credentials in ingest.forward.headers"),
  /** The receiver rejected some spans of a request. */
  REJECTED("check the receiver's log for the reason");

  private final String advice;

  Loss(String advice) {
    this.advice = advice;
  }

  /** Returns its name in metrics and in the log. */
  public String tag() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns what an operator can do. */
  public String advice() {
    return advice;
  }

  /** Returns the advice on a {@link #tag}. */
  public static String adviceOn(String tag) {
    return Loss.valueOf(tag.toUpperCase(Locale.ROOT)).advice;
  }
}
