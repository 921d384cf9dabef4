// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The sender's half of the counting protocol: from folded observations to the shards that keep
 * them, so that an acknowledged span is counted exactly once and a refused one is not counted
 * (counting.md, C1 to C7 and P1).
 *
 * <p>The door is {@link io.redstart.ingest.shard.ShardRouter}; an ingest verticle has one, on its
 * event loop. It asks {@code Placement} for the owner of each slot, reserves room in the owners'
 * {@code Channel}s, and puts the entries aboard each channel's next {@code Batch}; a {@code
 * Submission} adds up what became of its parts. The event bus and the timers stand behind {@code
 * ChannelTransport} and {@code Timers}, so that the tests run the same code over a simulated bus
 * and clock.
 *
 * <p>No OTLP, no decoding, no HTTP: spans come in as a {@link io.redstart.ingest.red.Fold}, and an
 * {@link io.redstart.ingest.shard.SubmissionOutcome} goes out.
 */
@NullMarked
package io.redstart.ingest.shard;

import org.jspecify.annotations.NullMarked;
