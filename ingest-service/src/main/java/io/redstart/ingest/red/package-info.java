// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Turns spans into RED metrics: reduces each span to an observation of a label set, and folds the
 * observations of one request by label set ({@link io.redstart.ingest.red.Fold}).
 * The rooms below: {@link io.redstart.ingest.red.label} makes labels, {@link
 * io.redstart.ingest.red.rule} has the rules beyond the connector's.
 *
 * <p>This is the data plane: arrays and primitives, and no allocation for a span whose label set is
 * known. It uses no Vert.x, no network and no clock, and reads OTLP only through the flyweights of
 * {@code ingest.otlp}.
 */
@NullMarked
package io.redstart.ingest.red;

import org.jspecify.annotations.NullMarked;
