// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/** Serves a process's health and metrics at the endpoint {@code telemetry.endpoint}. */
@NullMarked
package io.redstart.telemetry;

import org.jspecify.annotations.NullMarked;
