// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The arithmetic of PromQL's functions and operators, on plain numbers and arrays: no series,
 * labels or steps. Each class names the rule of Prometheus that it follows; where the order of
 * operations decides the last digit, it is Prometheus' order.
 */
@NullMarked
package io.redstart.query.promql.function;

import org.jspecify.annotations.NullMarked;
