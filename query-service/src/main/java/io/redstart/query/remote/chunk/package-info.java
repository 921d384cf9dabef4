// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Samples in the chunks of Prometheus' storage (tsdb/chunkenc of Prometheus 3.14). Start at {@link
 * io.redstart.query.remote.chunk.Chunk}.
 */
@NullMarked
package io.redstart.query.remote.chunk;

import org.jspecify.annotations.NullMarked;
