// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli.compare;

import java.util.List;

/**
 * Rate, errors and duration of a service or an operation.
 *
 * @param rate calls per second
 * @param errors failed calls per second
 * @param millis the quantiles {@link #PHIS} of the durations; NaN where there is none
 */
record Red(double rate, double errors, List<Double> millis) {
  /** The quantiles that are compared. */
  static final List<Double> PHIS = List.of(0.5, 0.95, 0.99);

  /** Returns the share of failed calls. */
  double share() {
    return rate == 0 ? 0 : errors / rate;
  }
}
