// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * What the aggregators hold, as PromQL sees it: increments by window become cumulative series under
 * the names of the Collector's connector and Prometheus. Start at {@link
 * io.redstart.query.source.RedStores}, which reads over the event bus; {@link
 * io.redstart.query.source.RedView} is what one query sees.
 *
 * <pre>
 *   RedStores ── HorizonFinder   who answers, and through when (on the event loop)
 *       └─ RedSource ─ RedView ── PageQueue        pages of rows from all shards
 *                        │  └─── RowMerge          rows of a label set, from anywhere, added up
 *                        ├─ RedSelector            names and matchers
 *                        └─ SeriesBuilder          rows to samples
 * </pre>
 *
 * <p>From {@code RowMerge} down nothing knows of Vert.x, threads or clocks.
 */
@NullMarked
package io.redstart.query.source;

import org.jspecify.annotations.NullMarked;
