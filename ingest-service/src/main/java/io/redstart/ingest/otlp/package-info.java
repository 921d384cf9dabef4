// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * OTLP's bytes, read as they stand: {@link io.redstart.ingest.otlp.OtlpTraceDecoder} passes over an
 * {@code ExportTraceServiceRequest} once and hands each span to a {@link
 * io.redstart.ingest.otlp.SpanSink} as a flyweight over the array.
 *
 * <p>A plain library: no Vert.x, no HTTP, no clock, no generated classes (those are the oracle of its
 * tests), and nothing allocated for a span. OTLP's words and field numbers stop here.
 */
@NullMarked
package io.redstart.ingest.otlp;

import org.jspecify.annotations.NullMarked;
