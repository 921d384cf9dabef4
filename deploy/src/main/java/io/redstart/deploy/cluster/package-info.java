// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Connects the services of a cluster: a clustered Vert.x with Hazelcast as its cluster manager.
 * Only this package refers to Hazelcast, so another cluster manager could replace it.
 */
@NullMarked
package io.redstart.deploy.cluster;

import org.jspecify.annotations.NullMarked;
