// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * OTLP spans in, folded increments out. A request is decoded and folded by label set in one pass,
 * handed to the aggregators that own its label sets, and answered when they have acknowledged. The
 * service keeps nothing: start at {@code IngestService}; {@link io.redstart.ingest.IngestConfig} has
 * its settings.
 */
@NullMarked
package io.redstart.ingest;

import org.jspecify.annotations.NullMarked;
