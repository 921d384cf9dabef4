// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.telemetry;

import io.micrometer.core.instrument.MeterRegistry;

/**
 * What a service needs to tell of itself.
 *
 * @param meters where metrics are registered; their names begin with {@code redstart.}
 * @param health where checks are added
 */
public record Telemetry(MeterRegistry meters, Health health) {}
