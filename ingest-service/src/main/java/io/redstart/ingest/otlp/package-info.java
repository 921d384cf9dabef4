// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Decodes OTLP in place: {@link io.redstart.ingest.otlp.OtlpTraceDecoder} reads an {@code
 * ExportTraceServiceRequest} in one pass and passes each span to a {@link
 * io.redstart.ingest.otlp.SpanSink} as a flyweight over the array.
 *
 * <p>A plain library: no Vert.x, no HTTP, no clock, no generated classes (these are the oracle of
 * its tests), and no allocation per span. OTLP's terms and field numbers do not leave this package.
 */
@NullMarked
package io.redstart.ingest.otlp;

import org.jspecify.annotations.NullMarked;
