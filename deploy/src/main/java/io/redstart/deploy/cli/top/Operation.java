// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli.top;

/**
 * A service, or an operation of one, as a row of the view.
 *
 * @param operation empty if the row is a service
 * @param rate calls per second
 * @param errors failed calls per second
 * @param p50Millis the median of the durations; NaN if there is none
 * @param p95Millis the 95th percentile of the durations; NaN if there is none
 */
record Operation(
    String service,
    String operation,
    double rate,
    double errors,
    double p50Millis,
    double p95Millis) {
  /** Returns the share of failed calls. */
  double share() {
    return rate == 0 ? 0 : errors / rate;
  }

  /** Returns rate times duration, as Jaeger's Monitor tab ranks operations. */
  double impact() {
    return Double.isNaN(p95Millis) ? 0 : rate * p95Millis / 1e3;
  }
}
