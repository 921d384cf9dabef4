// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Answers select requests over the event bus, for the shards of this process's own store and for
 * those of the replicas that it keeps. What is in a page is decided in {@code aggregator.select}.
 */
@NullMarked
package io.redstart.aggregator.reader;

import org.jspecify.annotations.NullMarked;
