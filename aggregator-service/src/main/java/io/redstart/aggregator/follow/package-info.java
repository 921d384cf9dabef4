// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Replicas over the event bus ({@code aggregator.replicas: 2}): {@link
 * io.redstart.aggregator.follow.FollowerSearch} finds another aggregator that follows this process's
 * store, and {@link io.redstart.aggregator.follow.FollowDesk} follows the stores of others. What
 * keeps both exact is in {@code io.redstart.aggregator.store}.
 */
@NullMarked
package io.redstart.aggregator.follow;

import org.jspecify.annotations.NullMarked;
