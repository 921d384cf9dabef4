// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.call;

/** The functions by their names. */
@FunctionalInterface
public interface FunctionOperators {
  /** Returns how a function is computed; its name is one that the parser accepted. */
  FunctionOperator operator(String name);
}
