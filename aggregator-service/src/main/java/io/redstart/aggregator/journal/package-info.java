// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The store's journal: records in files, durable before the counts in them are acknowledged.
 *
 * <pre>
 *   journal-00000000000000000001.log   head, records 1 … 812       ◀─ deleteBefore(813)
 *   journal-00000000000000000813.log   head, records 813 … 1490
 *   journal-00000000000000001491.log   head, records 1491 …        ◀─ append, sync
 *   acknowledged                       1533, written after each sync
 * </pre>
 *
 * <p>It knows nothing of the items in a record, of channels or of rows. Start with {@link
 * io.redstart.aggregator.journal.Journal}.
 */
@NullMarked
package io.redstart.aggregator.journal;

import org.jspecify.annotations.NullMarked;
