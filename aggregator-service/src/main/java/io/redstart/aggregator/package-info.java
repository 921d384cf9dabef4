// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Increments in, windows kept. {@code Channels} answers what ingest verticles ask of a shard, {@code
 * ShardVerticle} carries question and answer over the event bus, {@code Announcer} tells everyone
 * that the store is there. What is kept, and how it is read, is in the packages below. Start at
 * {@link io.redstart.aggregator.AggregatorService}; {@link io.redstart.aggregator.AggregatorConfig}
 * has its settings.
 */
@NullMarked
package io.redstart.aggregator;

import org.jspecify.annotations.NullMarked;
