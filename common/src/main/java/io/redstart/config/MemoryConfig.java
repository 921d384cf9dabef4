// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.config;

/**
 * The block {@code memory:}: the relative sizes of the parts of the heap. Whatever the numbers are,
 * the parts together fit the heap.
 *
 * @param store share of label sets and rows
 * @param tables share of ingest's cache of label sets
 * @param bodies share of requests while they are received
 * @param batches share of observations on their way into the store
 * @param connections share of connections and the requests that wait on them
 * @param queries share of queries
 * @param forms share of forms while they are received
 * @param history share of the own metrics of the last 6 hours
 * @param forward share of requests that are being forwarded
 */
public record MemoryConfig(
    @Setting(doc = "Share of the heap (1 … 1000) for label sets and their rows", byDefault = "38")
    int store,

    @Setting(
        doc = "Share of the heap (1 … 1000) for ingest's cache of label sets",
        byDefault = "13")
    int tables,

    @Setting(
        doc = "Share of the heap (1 … 1000) for requests while they are received and inflated",
        byDefault = "12")
    int bodies,

    @Setting(
        doc = "Share of the heap (1 … 1000) for observations on their way into the store",
        byDefault = "16")
    int batches,

    @Setting(
        doc = "Share of the heap (1 … 1000) for connections and the requests that wait on them",
        byDefault = "6")
    int connections,

    @Setting(
        doc = "Share of the heap (1 … 1000) for queries, from the rows they read to their answers;"
            + " one query may hold two thirds of it",
        byDefault = "12")
    int queries,

    @Setting(
        doc = "Share of the heap (1 … 1000) for queries sent as forms, while they are received",
        byDefault = "2")
    int forms,

    @Setting(
        doc = "Share of the heap (1 … 1000) for the process's own metrics of the last 6 hours",
        byDefault = "1")
    int history,

    @Setting(
        doc = "Share of the heap (1 … 1000) for requests that are being forwarded; none if"
            + " `ingest.forward.endpoint` is empty. The largest of them may have a third of it",
        byDefault = "16")
    int forward) {
  private static final int SHARE_MAX = 1000;

  /** Checks the shares. */
  public MemoryConfig {
    check("store", store);
    check("tables", tables);
    check("bodies", bodies);
    check("batches", batches);
    check("connections", connections);
    check("queries", queries);
    check("forms", forms);
    check("history", history);
    check("forward", forward);
  }

  private static void check(String key, int share) {
    if (share < 1 || share > SHARE_MAX) {
      throw new IllegalArgumentException(key + " must be 1 to " + SHARE_MAX + ", not " + share);
    }
  }
}
