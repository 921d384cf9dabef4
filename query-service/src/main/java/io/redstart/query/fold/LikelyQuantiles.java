// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.fold;

import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.limit.QueryLimits;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Quantiles of groups that several queries are likely to want. The first query that reads one of a
 * group computes all of them, because passing the counts of all steps takes most of the time. A
 * query that comes meanwhile computes its own one. It must not wait: the first one gives up its
 * processor between two steps, and takes one again, which those that wait would hold. Thread-safe.
 */
final class LikelyQuantiles {
  private final FoldShape shape;
  private final List<Double> phis;
  private final List<FoldMerge.Group> groups;
  /** By group: whether a query computes its quantiles, or has done so. */
  private final AtomicIntegerArray taken;
  /** By group, φ and step. */
  private final AtomicReferenceArray<double[][]> values;

  /** Makes the quantiles; nothing is computed yet. */
  LikelyQuantiles(FoldShape shape, List<FoldMerge.Group> groups) {
    this.shape = shape;
    this.phis = shape.likelyPhis();
    this.groups = groups;
    this.taken = new AtomicIntegerArray(groups.size());
    this.values = new AtomicReferenceArray<>(groups.size());
  }

  /** Returns the memory of all of them. */
  static long sizeBytes(FoldShape shape, int groups) {
    return shape.likelyPhis().size()
        * (Footprint.longs(shape.grid().stepCount()) + Footprint.LIST_ENTRY)
        * groups;
  }

  /** Returns whether it has a quantile. */
  boolean has(double phi) {
    return phis.contains(phi);
  }

  /** Returns how a query reads one of them. */
  Reading reading(double phi, QueryLimits limits) {
    return new Reading(phi, limits);
  }

  /** Reads one quantile. Used by one thread. */
  final class Reading {
    private final int index;
    private final QueryLimits limits;
    private final GroupQuantiles all;
    private final GroupQuantiles own;

    private Reading(double phi, QueryLimits limits) {
      this.index = phis.indexOf(phi);
      this.limits = limits;
      this.all = new GroupQuantiles(shape, phis, limits);
      this.own = new GroupQuantiles(shape, List.of(phi), limits);
    }

    /** Returns the quantile of a group by step, as {@link GroupQuantiles#of} does. */
    double[] of(int group) {
      double[][] known = values.get(group);
      if (known != null) {
        return known[index];
      }
      if (!taken.compareAndSet(group, 0, 1)) {
        limits.hold(own.sizeBytes());
        return own.of(groups.get(group))[0];
      }
      // If this fails, the other queries compute their own ones.
      double[][] computed = all.of(groups.get(group));
      values.set(group, computed);
      return computed[index];
    }
  }
}
