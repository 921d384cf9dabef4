// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/** Benchmarks of the PromQL engine. */
@NullMarked
package io.redstart.benchmarks.query;

import org.jspecify.annotations.NullMarked;
