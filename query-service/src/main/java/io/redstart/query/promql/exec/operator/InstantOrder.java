// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.operator;

import io.redstart.query.promql.value.StepVector;
import java.util.BitSet;
import java.util.function.IntUnaryOperator;

/**
 * Keeps the order of an instant vector through an operator: {@code topk(3, x) * 2} lists its samples
 * as {@code topk(3, x)} does. Range queries ignore the order, so this is not on a hot path.
 */
public final class InstantOrder {
  private InstantOrder() {}

  /**
   * Lists the samples of a vector in the order of the inputs that they were computed from, and then
   * the others.
   *
   * @param inputs the inputs in their order
   * @param outputOf returns the index of an input's sample in the vector, or -1 if it has none
   */
  public static void set(StepVector vector, int[] inputs, IntUnaryOperator outputOf) {
    int[] order = new int[vector.count()];
    BitSet listed = new BitSet();
    int size = 0;
    for (int input : inputs) {
      int output = outputOf.applyAsInt(input);
      if (output >= 0 && vector.has(output) && !listed.get(output)) {
        listed.set(output);
        order[size++] = output;
      }
    }
    for (int output = 0; output < vector.size(); output++) {
      if (vector.has(output) && !listed.get(output)) {
        order[size++] = output;
      }
    }
    vector.order(order);
  }
}
