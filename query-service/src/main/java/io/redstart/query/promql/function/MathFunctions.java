// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function;

import java.util.List;

/** The functions of each number by itself. */
final class MathFunctions {
  static final List<FunctionRow> ROWS = List.of();

  private MathFunctions() {}
}
