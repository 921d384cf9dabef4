// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Replicas: copies of other aggregators' stores, which this process serves under the ids of these
 * stores (docs/rules.md, P3, P4). Start at {@link io.redstart.aggregator.replica.KeptReplicas}, which
 * holds all of them; {@link io.redstart.aggregator.replica.Replica} is one, opened.
 *
 * <p>A replica accepts no batches. Readers use it only while the store itself is not alive.
 */
@NullMarked
package io.redstart.aggregator.replica;

import org.jspecify.annotations.NullMarked;
