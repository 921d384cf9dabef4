// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Receives increments and keeps them in windows. {@code Channels} answers the requests of ingest
 * verticles to a shard, {@code ShardVerticle} carries requests and replies over the event bus,
 * {@code Announcer} announces the store. The packages below keep the data and read it. Start at
 * {@link io.redstart.aggregator.AggregatorService}; {@link io.redstart.aggregator.AggregatorConfig}
 * has its settings.
 */
@NullMarked
package io.redstart.aggregator;

import org.jspecify.annotations.NullMarked;
