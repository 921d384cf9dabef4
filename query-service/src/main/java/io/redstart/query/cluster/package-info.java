// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The state of the whole cluster, as this process knows it, and the two commands of an operator:
 * drain an aggregator, and forget a lost one. Start at {@link
 * io.redstart.query.cluster.ClusterDesk}. Knows nothing of HTTP.
 */
@NullMarked
package io.redstart.query.cluster;

import org.jspecify.annotations.NullMarked;
