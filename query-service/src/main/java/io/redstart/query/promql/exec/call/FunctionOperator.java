// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.call;

import io.redstart.query.promql.exec.operator.Operator;

/** Makes the operator of a call: what a row of the function table says of a function. */
@FunctionalInterface
public interface FunctionOperator {
  /** Returns the operator of one call. */
  Operator open(CallContext call);
}
