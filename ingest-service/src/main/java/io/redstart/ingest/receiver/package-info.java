// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Receives OTLP: {@link io.redstart.ingest.receiver.GrpcTraceHandler} and {@link
 * io.redstart.ingest.receiver.HttpTraceHandler} read a request's body and write an answer. The
 * {@link io.redstart.ingest.receiver.TraceIntake}, which is independent of the protocol, turns the
 * bytes into an {@link io.redstart.ingest.answer.ExportAnswer}.
 *
 * <p>Everything here belongs to one event loop. Bodies are read into pooled arrays ({@link
 * io.redstart.ingest.body.ArrayPool}) whose total size is bounded.
 */
@NullMarked
package io.redstart.ingest.receiver;

import org.jspecify.annotations.NullMarked;
