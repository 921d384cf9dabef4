// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The load generator. It sends prepared OTLP requests, measures the answers, and records in books
 * how many spans were acknowledged, refused, or are unknown. {@code verify} compares the books with
 * the counts of a Prometheus API. {@link io.redstart.load.crash} kills services under load.
 *
 * <p>Start at {@link io.redstart.load.LoadCommand} and {@link io.redstart.load.VerifyCommand}.
 */
@NullMarked
package io.redstart.load;

import org.jspecify.annotations.NullMarked;
