// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Labels of spans: which attributes become labels ({@link
 * io.redstart.ingest.red.label.DimensionPlan}, {@link io.redstart.ingest.red.label.GlobKeys}), where
 * they are found in a span ({@link io.redstart.ingest.red.label.AttributeSelection}), and the label
 * set that results ({@link io.redstart.ingest.red.label.SpanLabels}). Nothing here counts.
 */
@NullMarked
package io.redstart.ingest.red.label;

import org.jspecify.annotations.NullMarked;
