// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * How a service tells of itself: its health and its metrics, at the endpoint {@code
 * telemetry.endpoint}.
 */
@NullMarked
package io.redstart.telemetry;

import org.jspecify.annotations.NullMarked;
