// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function;

import java.util.List;

/** The functions of time: clocks, dates and time stamps. */
final class TimeFunctions {
  static final List<FunctionRow> ROWS = List.of();

  private TimeFunctions() {}
}
