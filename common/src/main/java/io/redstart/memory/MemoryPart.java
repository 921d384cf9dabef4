// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.memory;

import java.util.Locale;

/** A part of the heap with a limit of its own, see {@link MemoryPlan}. */
public enum MemoryPart {
  /** Label sets, their rows, and what finds them: of an aggregator. */
  STORE(16, "the oldest windows are forgotten early, then batches are refused"),
  /** Label sets that ingest remembers, so that it need not make them for every span. */
  TABLES(6, "ingest forgets the label sets that it remembers, and makes them again"),
  /** Requests while they are received, inflated and transcoded. */
  BODIES(6, "senders are asked to come back"),
  /** Observations folded by label set, on their way from a request into the store. */
  BATCHES(8, "senders are asked to come back"),
  /** Open connections, and the requests that wait on them. */
  CONNECTIONS(2, "connections are closed and senders are asked to come back"),
  /** What queries hold, from the first row that is read to the last byte that is sent. */
  QUERIES(6, "queries are refused"),
  /** Forms of queries while they are received. */
  FORMS(1, "queries sent as forms are refused");

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

  /** Returns what it needs at least to be of any use. */
  public long minBytes() {
    return minBytes;
  }

  /** Returns what happens at its limit. */
  public String whenFull() {
    return whenFull;
  }
}
