// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.memory;

import java.util.Locale;

/** A part of the heap with its own limit, see {@link MemoryPlan}. */
public enum MemoryPart {
  /** The label sets of an aggregator, their rows and their indexes. */
  STORE(16, "the oldest windows are forgotten early, then batches are refused"),
  /** Ingest's cache of label sets, so that it need not build one for every span. */
  TABLES(6, "ingest clears its cache of label sets and builds them again"),
  /** Requests while they are received, inflated and transcoded. */
  BODIES(6, "senders are asked to retry"),
  /** Observations folded by label set, on their way from a request into the store. */
  BATCHES(8, "senders are asked to retry"),
  /** Open connections, and the requests that wait on them. */
  CONNECTIONS(2, "connections are closed and senders are asked to retry"),
  /** Queries, from the first row read to the last byte sent. */
  QUERIES(6, "queries are refused"),
  /** Queries sent as forms, while they are received. */
  FORMS(1, "queries sent as forms are refused"),
  /** The process's own metrics of the last 6 hours. */
  HISTORY(1, "the oldest own metrics are forgotten"),
  /** Requests on their way to the queue of forwarding, and from it to the receiver. */
  FORWARD(12, "accepted requests are counted but not forwarded");

  private static final long MIB = 1L << 20;

  private final long minBytes;
  private final String whenFull;

  MemoryPart(int minMib, String whenFull) {
    this.minBytes = minMib * MIB;
    this.whenFull = whenFull;
  }

  /** Returns its name in settings, metrics and messages. */
  public String tag() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the key of the setting for its share. */
  public String setting() {
    return "memory." + tag();
  }

  /** Returns the smallest useful size in bytes. */
  public long minBytes() {
    return minBytes;
  }

  /** Returns what happens when the part is full, for the log. */
  public String whenFull() {
    return whenFull;
  }
}
