// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function;

import java.util.List;

/** The functions that change labels or order by them. */
final class LabelFunctions {
  static final List<FunctionRow> ROWS = List.of();

  private LabelFunctions() {}
}
