// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * How services on their own find each other: a clustered Vert.x whose members Hazelcast knows.
 * Nothing outside this package names Hazelcast, so that another cluster manager could take its place.
 */
@NullMarked
package io.redstart.deploy.cluster;

import org.jspecify.annotations.NullMarked;
