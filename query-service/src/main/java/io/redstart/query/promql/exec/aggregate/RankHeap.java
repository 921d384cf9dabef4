// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.aggregate;

import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.value.StepVector;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Binary heaps of samples in parts of an array, each with the worst sample first. NaN is worse than
 * every number, whether the greatest or the least are wanted. Equal samples are kept in the same way
 * as by Go's container/heap, so that Prometheus would select the same ones.
 */
final class RankHeap {
  private final StepVector values;
  private final boolean greatest;

  /**
   * Makes the heaps.
   *
   * @param values by series, which the heaps hold
   * @param greatest whether the greatest are the best; otherwise the least
   */
  RankHeap(StepVector values, boolean greatest) {
    this.values = values;
    this.greatest = greatest;
  }

  private boolean isWorse(int series, int than) {
    double value = values.get(series);
    if (Double.isNaN(value)) {
      return true;
    }
    return greatest ? value < values.get(than) : value > values.get(than);
  }

  /** Adds a series to the heap that begins at an index. */
  void add(int[] heap, int start, int size, int series) {
    int child = size;
    while (child > 0) {
      int parent = (child - 1) / 2;
      if (!isWorse(series, heap[start + parent])) {
        break;
      }
      heap[start + child] = heap[start + parent];
      child = parent;
    }
    heap[start + child] = series;
  }

  /** Replaces the worst series of a heap by a better one; does nothing for one that is not better. */
  void replaceWorst(int[] heap, int start, int size, int series) {
    double value = values.get(series);
    double worst = values.get(heap[start]);
    boolean isBetter = greatest ? worst < value : worst > value;
    if (!isBetter && !(Double.isNaN(worst) && !Double.isNaN(value))) {
      return;
    }
    int parent = 0;
    int child = 1;
    while (child < size) {
      if (child + 1 < size && isWorse(heap[start + child + 1], heap[start + child])) {
        child++;
      }
      if (!isWorse(heap[start + child], series)) {
        break;
      }
      heap[start + parent] = heap[start + child];
      parent = child;
      child = 2 * parent + 1;
    }
    heap[start + parent] = series;
  }

  /** Returns the series of a heap, the best first. */
  int[] sorted(int[] heap, int start, int size, QueryLimits limits) {
    Comparator<Integer> order = limits.checking(this::compare);
    return IntStream.range(start, start + size)
        .map(i -> heap[i])
        .boxed()
        .sorted(order)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private int compare(int left, int right) {
    double a = values.get(left);
    double b = values.get(right);
    if (Double.isNaN(a) || Double.isNaN(b)) {
      return Boolean.compare(Double.isNaN(a), Double.isNaN(b));
    }
    return a == b ? 0 : (a > b) == greatest ? -1 : 1;
  }
}
