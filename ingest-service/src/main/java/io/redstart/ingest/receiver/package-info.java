// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * OTLP's two doors: {@link io.redstart.ingest.receiver.GrpcTraceHandler} and {@link
 * io.redstart.ingest.receiver.HttpTraceHandler} read a request's body and write an answer; what lies
 * between, from bytes to an {@link io.redstart.ingest.answer.ExportAnswer}, is the {@link
 * io.redstart.ingest.receiver.TraceIntake}, which knows neither protocol.
 *
 * <p>Everything here belongs to one event loop. Bodies are read into pooled arrays ({@link
 * io.redstart.ingest.body.ArrayPool}) whose sum is bounded.
 */
@NullMarked
package io.redstart.ingest.receiver;

import org.jspecify.annotations.NullMarked;
