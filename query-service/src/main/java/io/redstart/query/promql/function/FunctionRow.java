// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function;

import io.redstart.query.promql.exec.call.FunctionOperator;
import io.redstart.query.promql.syntax.tree.Signature;

/** A row of the table of functions: how a function is called, and how it is computed. */
record FunctionRow(Signature signature, FunctionOperator operator) {}
