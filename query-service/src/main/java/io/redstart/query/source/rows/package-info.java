// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Turns rows into series. No class here depends on Vert.x, threads or clocks.
 *
 * <pre>
 *   Tiers ─▶ Timeline      which windows are read, and when there can be samples
 *   RowMerge               rows of each label set, from all stores
 *     └─▶ SeriesBuilder    rows to samples
 *     └─▶ TargetInfo       resources to the gauge target_info
 * </pre>
 */
@NullMarked
package io.redstart.query.source.rows;

import org.jspecify.annotations.NullMarked;
