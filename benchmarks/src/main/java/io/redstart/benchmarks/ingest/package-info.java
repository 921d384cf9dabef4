// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/** Benchmarks from OTLP bytes to folded observations. */
@NullMarked
package io.redstart.benchmarks.ingest;

import org.jspecify.annotations.NullMarked;
