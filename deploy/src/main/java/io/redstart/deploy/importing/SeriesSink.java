// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.importing;

import java.util.Map;

/** Receives the series of an answer, one after the other. */
interface SeriesSink {
  /** Begins, or begins anew: what was received so far is void. */
  void begin();

  /** Begins a series. */
  void series(Map<String, String> labels);

  /** Receives a sample of the series. */
  void sample(long millis, double value);
}
