// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The state of the whole cluster, as this process hears it, and what an operator can do about it:
 * drain an aggregator, forget one that will not return. Start at {@link
 * io.redstart.query.cluster.ClusterDesk}. Knows nothing of HTTP.
 */
@NullMarked
package io.redstart.query.cluster;

import org.jspecify.annotations.NullMarked;
