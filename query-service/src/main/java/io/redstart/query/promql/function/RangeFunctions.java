// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function;

import java.util.List;

/** The functions of a range of samples: rates, over time, predictions. */
final class RangeFunctions {
  static final List<FunctionRow> ROWS = List.of();

  private RangeFunctions() {}
}
