// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The load generator: it sends OTLP made beforehand, measures what comes back, and keeps books of
 * what was acknowledged, refused, or is unknown; {@code verify} compares the books with what a
 * Prometheus API says was counted.
 *
 * <p>{@link io.redstart.load.LoadCommand} and {@link io.redstart.load.VerifyCommand} are the doors.
 */
@NullMarked
package io.redstart.load;

import org.jspecify.annotations.NullMarked;
