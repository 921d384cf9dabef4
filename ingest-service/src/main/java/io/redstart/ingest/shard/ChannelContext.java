// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.shard;

import io.redstart.limit.MemoryBudget;
import io.redstart.model.CellLayout;
import io.redstart.wire.BatchWriter;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Everything that the channels of a router share.
 *
 * @param transport carries their requests
 * @param timers call them back
 * @param monotonicMillis a clock that only measures intervals
 * @param intervalMillis the time whose multiples are the moments to start batches, at present; 0 for any
 * @param writer writes their messages, one after the other
 * @param layout the layout of all cells
 * @param headBytes an upper bound for the size of a message without its entries
 * @param meters count their requests, batches and grants
 * @param memory accounts for all folds and messages of batches
 * @param ids makes random ids for channels
 * @param mover finds other channels for a batch that was certainly not sent, or drops it
 */
record ChannelContext(
    ChannelTransport transport,
    Timers timers,
    LongSupplier monotonicMillis,
    LongSupplier intervalMillis,
    BatchWriter writer,
    CellLayout layout,
    int headBytes,
    ChannelMeters meters,
    MemoryBudget memory,
    Supplier<UUID> ids,
    BatchMover mover) {}
