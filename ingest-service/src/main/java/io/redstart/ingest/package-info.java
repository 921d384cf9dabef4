// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The ingest service: OTLP spans in, folded increments out. It decodes a request and folds it by
 * label set in one pass, sends it to the aggregators that own its label sets, and answers when they
 * have acknowledged. The service stores nothing. Start reading at {@code IngestService}; {@link
 * io.redstart.ingest.IngestConfig} has its settings.
 */
@NullMarked
package io.redstart.ingest;

import org.jspecify.annotations.NullMarked;
