// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Receives request bodies: from the bytes of a stream to the inflated bytes of one OTLP message.
 * {@link io.redstart.ingest.body.HttpBody} and {@link io.redstart.ingest.body.GrpcBody} receive
 * them, {@link io.redstart.ingest.body.ContentCodings} inflates them. All bytes are in pooled
 * arrays ({@link io.redstart.ingest.body.ArrayPool}) whose total size is bounded. Nothing here
 * reads OTLP or writes an answer. One event loop owns each object.
 */
@NullMarked
package io.redstart.ingest.body;

import org.jspecify.annotations.NullMarked;
