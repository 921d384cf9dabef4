// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The sender's half of the counting protocol. It sends folded observations to the shards that keep
 * them. An acknowledged span is counted exactly once, and a refused one is not counted
 * (docs/rules.md, C1 to C7 and P1).
 *
 * <p>The entry point is {@link io.redstart.ingest.shard.ShardRouter}; each ingest verticle has one,
 * on its event loop. It asks {@code Placement} for the owner of each slot, reserves room in the
 * owners' {@code Channel}s, and adds the entries to each channel's next {@code Batch}. A {@code
 * Submission} combines the fates of its parts into one answer. The event bus and the timers are
 * hidden behind {@code ChannelTransport} and {@code Timers}, so that the tests run the same code
 * with a simulated bus and clock.
 *
 * <p>No OTLP, no decoding, no HTTP: the input is a {@link io.redstart.ingest.red.Fold}, the output
 * a {@link io.redstart.ingest.shard.SubmissionOutcome}.
 */
@NullMarked
package io.redstart.ingest.shard;

import org.jspecify.annotations.NullMarked;
