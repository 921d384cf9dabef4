// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Shows the aggregators' counts to PromQL: increments by window become cumulative series under the
 * names of the Collector's connector and Prometheus. Start at {@link
 * io.redstart.query.source.RedStores}, which reads over the event bus; {@link
 * io.redstart.query.source.RedView} is the view of one query.
 *
 * <pre>
 *   RedStores ── HorizonFinder   which stores answer, up to which window (on the event loop)
 *       └─ RedSource ─ RedView ── PageQueue        pages of rows from all shards
 *                        │  └─── RowMerge          rows of each label set, from all stores
 *                        ├─ RedSelector            names and matchers
 *                        └─ SeriesBuilder          rows to samples
 * </pre>
 *
 * <p>From {@code RowMerge} down, no class depends on Vert.x, threads or clocks.
 */
@NullMarked
package io.redstart.query.source;

import org.jspecify.annotations.NullMarked;
