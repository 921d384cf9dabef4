// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax.tree;

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

  /** Returns how many arguments a call needs. */
  public int argumentsMin() {
    return arguments.size() - optional;
  }

  /** Returns how many arguments a call may have. */
  public int argumentsMax() {
    return repeated == Integer.MAX_VALUE ? repeated : arguments.size() + repeated;
  }

  /** Returns the type of an argument by its index. */
  public ValueType argument(int index) {
    return arguments.get(Math.min(index, arguments.size() - 1));
  }

  /**
   * Returns Prometheus' number for how many arguments may follow the needed ones: 0 if none, -1 if
   * any.
   */
  public int variadic() {
    return repeated == Integer.MAX_VALUE ? -1 : optional + repeated;
  }
}
