// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec;

import io.redstart.query.promql.QueryLimits;
import io.redstart.query.promql.plan.Steps;

/** The state that all operators of one query share. */
record QueryContext(
    Steps steps, SeriesReader reader, QueryLimits limits, Annotations annotations) {}
