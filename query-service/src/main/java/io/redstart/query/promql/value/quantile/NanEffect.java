// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value.quantile;

/** What observations of NaN, which are in no bucket, did to a quantile or a fraction. */
public enum NanEffect {
  /** Nothing. */
  NONE,
  /** They count as the largest values, and the quantile lies among them: it is NaN. */
  QUANTILE_IS_NAN,
  /** The quantile is higher than without them. */
  QUANTILE_IS_SKEWED,
  /** They are outside of every range, so that the fraction is lower than without them. */
  LOWERS_FRACTION
}
