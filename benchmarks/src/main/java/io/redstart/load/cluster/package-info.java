// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Redstart as processes on this machine: one with everything, or a cluster, on loopback or on hosts
 * of their own. Knows how to start, stop, freeze and separate them, and nothing about what they
 * count.
 *
 * <p>Start at {@link io.redstart.load.cluster.Members}.
 */
@NullMarked
package io.redstart.load.cluster;

import org.jspecify.annotations.NullMarked;
