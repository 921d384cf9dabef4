// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Shows the aggregators' counts to PromQL: increments by window become cumulative series under the
 * names of the Collector's connector and Prometheus. Start at {@link
 * io.redstart.query.source.RedStores}, which reads over the event bus; {@link
 * io.redstart.query.source.RedView} is the view of one query.
 *
 * <pre>
 *   RedStores ── horizon           which stores answer, up to which window
 *       └─ RedSource ─ RedView ── rows           rows of all stores to series (SelectionReader)
 *                        ├─────── fold           aggregations that shards compute
 *                        ├─────── distribution   durations of a range of time
 *                        └─────── latest         the newest totals, for exports
 *
 *   below all of these   page      pages from all shards, over the event bus
 *                        metric    names and matchers
 * </pre>
 */
@NullMarked
package io.redstart.query.source;

import org.jspecify.annotations.NullMarked;
