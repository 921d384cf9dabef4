// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.telemetry;

import io.micrometer.core.instrument.MeterRegistry;

/**
 * The meters and the health of a process, to which a service adds its own.
 *
 * @param meters the registry of metrics, whose names begin with {@code redstart.}
 * @param health the collection of health checks
 */
public record Telemetry(MeterRegistry meters, Health health) {}
