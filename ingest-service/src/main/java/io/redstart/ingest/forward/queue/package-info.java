// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The queue of forwarding: requests in files, oldest first, within a limit. A plain library of one
 * thread, without a network. {@code DiskQueue} is its door, {@code RecordHead} has the format.
 */
@NullMarked
package io.redstart.ingest.forward.queue;

import org.jspecify.annotations.NullMarked;
