// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * From spans to RED: a span becomes an observation of a label set, and the observations of one
 * request are folded by label set ({@link io.redstart.ingest.red.Fold}).
 *
 * <p>This is the data plane: arrays and primitives, nothing allocated for a span whose label set was
 * seen before. No Vert.x, no network, no clock, and no bytes of OTLP but those of the flyweights
 * that {@code ingest.otlp} hands over.
 */
@NullMarked
package io.redstart.ingest.red;

import org.jspecify.annotations.NullMarked;
