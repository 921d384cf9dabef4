// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.plan;

/** The functions of the samples in a range. */
public enum RangeFunction {
  RATE,
  INCREASE
}
