// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/** Benchmarks of an aggregator: counting, and the bytes of sealed rows. */
@NullMarked
package io.redstart.benchmarks.aggregator;

import org.jspecify.annotations.NullMarked;
