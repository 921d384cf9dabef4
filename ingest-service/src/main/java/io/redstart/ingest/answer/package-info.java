// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Answers to OTLP requests: {@link io.redstart.ingest.answer.ExportAnswer} says what happened to
 * the spans, in the words of either protocol; {@link io.redstart.ingest.answer.OtlpResponses}
 * writes it as protobuf or JSON.
 */
@NullMarked
package io.redstart.ingest.answer;

import org.jspecify.annotations.NullMarked;
