// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import java.time.Duration;

/**
 * What bounds a query.
 *
 * @param lookbackDelta how far an instant vector looks back for a sample; Prometheus: 5 min
 * @param timeout how long a query may take
 * @param samplesMax how many samples a query may hold at once
 * @param fineQuantiles whether {@code histogram_quantile} may read fine bins
 */
public record EngineConfig(
    Duration lookbackDelta, Duration timeout, int samplesMax, boolean fineQuantiles) {}
