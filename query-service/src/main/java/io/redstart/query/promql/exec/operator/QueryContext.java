// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.operator;

import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.plan.EngineConfig;

/** The state that all operators of one query share. */
public record QueryContext(
    SelectedSeries selected, QueryLimits limits, Annotations annotations, EngineConfig config) {}
