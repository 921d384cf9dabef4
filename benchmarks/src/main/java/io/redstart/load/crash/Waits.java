// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.crash;

import io.redstart.load.Sender.Reply;
import io.redstart.load.cluster.Member;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * How long senders waited for answers. A frozen ingest service answers nobody, so requests to it
 * are left out. Times at which the senders' own event loop got no processor are subtracted, as far
 * as {@link #tick} noticed them. Safe for all threads.
 */
final class Waits {
  private static final int MESSAGE_CHARS_MAX = 120;

  /** How often the senders' event loop must call {@link #tick}. */
  static final long TICK_MILLIS = 50;

  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);

  private final Map<String, Integer> messages = new TreeMap<>();
  private long slowestMillis;
  private String slowest = "";
  private long tickedNanos = System.nanoTime();
  private long stalledNanos;

  /** Notices how late the event loop is. */
  synchronized void tick() {
    long nowNanos = System.nanoTime();
    stalledNanos += Math.max(0, nowNanos - tickedNanos - 2 * TICK_NANOS);
    tickedNanos = nowNanos;
  }

  /** Returns the present time without the time that the event loop lost. */
  synchronized long now() {
    tick();
    return tickedNanos - stalledNanos;
  }

  /**
   * Adds an answer.
   *
   * @param freezes {@link Member#freezes} when the request was sent
   * @param startNanos {@link #now} when it was sent
   */
  synchronized void add(Member ingest, int freezes, long startNanos, Reply reply) {
    String message = reply.message();
    if (!message.isEmpty()) {
      String head = message.substring(0, Math.min(MESSAGE_CHARS_MAX, message.length()));
      messages.merge(reply.answer() + " " + head, 1, Integer::sum);
    }
    if (freezes % 2 != 0 || freezes != ingest.freezes()) {
      return;
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(now() - startNanos);
    if (millis > slowestMillis) {
      slowestMillis = millis;
      slowest = ingest.name() + ", " + reply.answer() + " " + message;
    }
  }

  synchronized long slowestMillis() {
    return slowestMillis;
  }

  /** Returns the slowest answer and all messages since the last summary, and forgets them. */
  synchronized String summary() {
    String summary =
        "slowest answer to a sender after " + slowestMillis + " ms (" + slowest.trim() + ")";
    if (!messages.isEmpty()) {
      summary += "; answers: " + messages;
    }
    messages.clear();
    slowestMillis = 0;
    slowest = "";
    return summary;
  }
}
