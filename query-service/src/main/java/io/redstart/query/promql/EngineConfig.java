// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import java.time.Duration;

/**
 * The settings of the engine. The limits of each query come with it, as {@link QueryLimits}.
 *
 * @param lookbackDelta how far an instant vector looks back for a sample; Prometheus: 5 min
 * @param fineQuantiles whether {@code histogram_quantile} may read fine bins
 */
public record EngineConfig(Duration lookbackDelta, boolean fineQuantiles) {}
