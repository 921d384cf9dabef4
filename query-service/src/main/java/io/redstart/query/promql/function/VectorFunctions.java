// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function;

import java.util.List;

/** The functions of a vector as a whole: sorting, absence, conversions. */
final class VectorFunctions {
  static final List<FunctionRow> ROWS = List.of();

  private VectorFunctions() {}
}
