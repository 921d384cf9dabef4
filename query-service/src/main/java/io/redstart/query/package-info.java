// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The Prometheus HTTP API over the data of the aggregators. Start at {@code QueryService}; {@link
 * io.redstart.query.QueryConfig} has its settings; the PromQL engine below knows neither HTTP nor
 * the bus.
 */
@NullMarked
package io.redstart.query;

import org.jspecify.annotations.NullMarked;
