// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The metric names under which counts appear, and how a selector's matchers divide into names,
 * buckets and labels. Start at {@link io.redstart.query.source.metric.MetricNames}; {@link
 * io.redstart.query.source.metric.RedSelector} sorts the matchers. No class here reads anything.
 */
@NullMarked
package io.redstart.query.source.metric;

import org.jspecify.annotations.NullMarked;
