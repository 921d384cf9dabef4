// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.limit.QueryLimits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;

/** Collects the distinct results of a query without samples. Used by one thread. */
public final class Found<T> {
  private final QueryLimits limits;
  private final ToLongFunction<T> bytes;
  private final Set<T> found = new HashSet<>();

  /**
   * Creates an empty collection.
   *
   * @param bytes returns the memory that a result takes
   */
  public Found(QueryLimits limits, ToLongFunction<T> bytes) {
    this.limits = limits;
    this.bytes = bytes;
  }

  /** Adds a result. Returns whether it is new. */
  public boolean add(T one) {
    if (!found.add(one)) {
      return false;
    }
    limits.hold(bytes.applyAsLong(one) + Footprint.MAP_ENTRY);
    return true;
  }

  /** Returns all results in the given order. */
  public List<T> sorted(Comparator<? super T> order) {
    limits.hold((long) Footprint.LIST_ENTRY * found.size());
    List<T> sorted = new ArrayList<>(found);
    sorted.sort(limits.checking(order));
    return sorted;
  }
}
