// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.histogram;

import io.redstart.query.promql.exec.call.Parameters;

/** Computes a number from a histogram. */
interface HistogramKernel {
  /** Starts a step with the scalar arguments of the call. */
  void start(Parameters parameters);

  /** Returns the result for the current histogram of a vector. */
  double apply(HistogramVector vector);
}
