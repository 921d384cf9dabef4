// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

import java.util.List;

/**
 * What the parser knows of a function.
 *
 * @param name its name in PromQL
 * @param arguments the types of its arguments
 * @param optional how many of the last arguments may be left out
 * @param repeated how often the last argument may be repeated beyond {@code arguments}; {@link
 *     Integer#MAX_VALUE} for any number
 * @param result the type of its value
 * @param experimental whether Prometheus has it behind {@code promql-experimental-functions}
 */
public record Signature(
    String name,
    List<ValueType> arguments,
    int optional,
    int repeated,
    ValueType result,
    boolean experimental) {
  /** Copies the list. */
  public Signature {
    arguments = List.copyOf(arguments);
  }
}
