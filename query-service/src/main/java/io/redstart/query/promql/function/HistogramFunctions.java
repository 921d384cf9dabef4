// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function;

import java.util.List;

/** The functions of histograms, classic and native. */
final class HistogramFunctions {
  static final List<FunctionRow> ROWS = List.of();

  private HistogramFunctions() {}
}
