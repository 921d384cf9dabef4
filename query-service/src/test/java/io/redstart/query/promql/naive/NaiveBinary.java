// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.naive;

import io.redstart.model.Labels;
import io.redstart.query.promql.syntax.tree.BinaryOp;
import io.redstart.query.promql.syntax.tree.Matching;
import io.redstart.query.promql.syntax.tree.Matching.Cardinality;
import io.redstart.query.promql.syntax.tree.SetOp;
import io.redstart.query.promql.value.histogram.Histogram;
import io.redstart.query.promql.value.histogram.IncompatibleLayoutsException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Operators between scalars and vectors at one time. */
final class NaiveBinary {
  private final BinaryOp op;
  private final boolean isBool;

  NaiveBinary(BinaryOp op, boolean isBool) {
    this.op = op;
    this.isBool = isBool;
  }

  double scalars(double left, double right) {
    return op.isComparison() ? (compares(left, right) ? 1 : 0) : computed(left, right);
  }

  /** Applies the operator between each sample and a scalar, which may be on the left. */
  List<NaiveSample> vectorAndScalar(List<NaiveSample> vector, double scalar, boolean isOnLeft) {
    List<NaiveSample> results = new ArrayList<>();
    for (NaiveSample sample : vector) {
      NaiveSample other = NaiveSample.of(Labels.empty(), scalar);
      NaiveSample result = isOnLeft ? pair(other, sample) : pair(sample, other);
      if (result == null) {
        continue;
      }
      if (isBool) {
        results.add(result.with(NaiveSample.withoutName(sample.labels())));
      } else if (op.isComparison()) {
        if (result.value() != 0) {
          results.add(sample);
        }
      } else {
        results.add(result.with(NaiveSample.withoutName(sample.labels())));
      }
    }
    return results;
  }

  /**
   * Returns the value of a pair: of a comparison 1 or 0, which says whether to keep it. Null if the
   * types do not fit.
   */
  private @Nullable NaiveSample pair(NaiveSample left, NaiveSample right) {
    Histogram l = left.histogram();
    Histogram r = right.histogram();
    if (l == null && r == null) {
      return number(scalars(left.value(), right.value()));
    }
    if (l == null) {
      return op == BinaryOp.MULTIPLY ? histogram(r.times(left.value()).compact()) : null;
    }
    if (r == null) {
      return switch (op) {
        case MULTIPLY -> histogram(l.times(right.value()).compact());
        case DIVIDE -> histogram(l.dividedBy(right.value()).compact());
        default -> null;
      };
    }
    try {
      return switch (op) {
        case ADD -> histogram(l.plus(r).histogram().compact());
        case SUBTRACT -> histogram(l.minus(r).histogram().compact());
        case EQUAL -> number(l.equals(r) ? 1 : 0);
        case NOT_EQUAL -> number(l.equals(r) ? 0 : 1);
        default -> null;
      };
    } catch (IncompatibleLayoutsException e) {
      return null;
    }
  }

  private static NaiveSample number(double value) {
    return NaiveSample.of(Labels.empty(), value);
  }

  private static NaiveSample histogram(Histogram histogram) {
    return NaiveSample.of(Labels.empty(), histogram);
  }

  /** Pairs every left sample with the right one that has the same matching labels. */
  List<NaiveSample> vectors(List<NaiveSample> left, List<NaiveSample> right, Matching matching) {
    if (left.isEmpty() || right.isEmpty()) {
      return List.of();
    }
    boolean isOneToMany = matching.cardinality() == Cardinality.ONE_TO_MANY;
    Map<Labels, NaiveSample> ones = new HashMap<>();
    for (NaiveSample one : isOneToMany ? left : right) {
      if (ones.put(key(one.labels(), matching), one) != null) {
        throw new NaiveFailure("found duplicate series for the match group");
      }
    }
    List<NaiveSample> results = new ArrayList<>();
    Set<Labels> matched = new HashSet<>();
    Map<Labels, Set<Labels>> results1 = new HashMap<>();
    for (NaiveSample many : isOneToMany ? right : left) {
      Labels key = key(many.labels(), matching);
      NaiveSample one = ones.get(key);
      NaiveSample result = one == null ? null : isOneToMany ? pair(one, many) : pair(many, one);
      if (result == null) {
        continue;
      }
      Labels labels = resultLabels(many.labels(), one.labels(), matching);
      if (matching.isGrouped()) {
        if (!results1.computeIfAbsent(key, same -> new HashSet<>()).add(labels)) {
          throw new NaiveFailure("multiple matches for labels: grouping labels");
        }
      } else if (!matched.add(key)) {
        throw new NaiveFailure("multiple matches for labels: many-to-one matching");
      }
      NaiveSample leftOne = isOneToMany ? one : many;
      if (!op.isComparison() || isBool) {
        results.add(result.with(labels));
      } else if (result.value() != 0) {
        results.add(leftOne.with(labels));
      }
    }
    return results;
  }

  private Labels resultLabels(Labels many, Labels one, Matching matching) {
    Labels labels = op.isComparison() && !isBool ? many : NaiveSample.withoutName(many);
    if (matching.cardinality() == Cardinality.ONE_TO_ONE) {
      labels = matching.on() ? labels.retain(matching.labels()) : labels.without(matching.labels());
    }
    for (String name : matching.include()) {
      String value = one.get(name);
      labels = labels.without(List.of(name));
      labels = value.isEmpty() ? labels : labels.with(name, value);
    }
    return labels;
  }

  private static Labels key(Labels labels, Matching matching) {
    return matching.on()
        ? labels.retain(matching.labels())
        : NaiveSample.withoutName(labels.without(matching.labels()));
  }

  static List<NaiveSample> sets(
      SetOp op, List<NaiveSample> left, List<NaiveSample> right, Matching matching) {
    Set<Labels> leftKeys = keys(left, matching);
    Set<Labels> rightKeys = keys(right, matching);
    List<NaiveSample> results = new ArrayList<>();
    for (NaiveSample sample : left) {
      boolean hasPartner = rightKeys.contains(key(sample.labels(), matching));
      if (op == SetOp.OR || hasPartner == (op == SetOp.AND)) {
        results.add(sample);
      }
    }
    for (NaiveSample sample : right) {
      if (op == SetOp.OR && !leftKeys.contains(key(sample.labels(), matching))) {
        results.add(sample);
      }
    }
    return results;
  }

  private static Set<Labels> keys(List<NaiveSample> vector, Matching matching) {
    Set<Labels> keys = new HashSet<>();
    vector.forEach(sample -> keys.add(key(sample.labels(), matching)));
    return keys;
  }

  private double computed(double left, double right) {
    return switch (op) {
      case ADD -> left + right;
      case SUBTRACT -> left - right;
      case MULTIPLY -> left * right;
      case DIVIDE -> left / right;
      case MODULO -> left % right;
      case POWER -> Math.pow(left, right);
      case ATAN2 -> Math.atan2(left, right);
      default -> throw new IllegalStateException(op.symbol());
    };
  }

  private boolean compares(double left, double right) {
    return switch (op) {
      case EQUAL -> left == right;
      case NOT_EQUAL -> left != right;
      case GREATER -> left > right;
      case LESS -> left < right;
      case GREATER_OR_EQUAL -> left >= right;
      case LESS_OR_EQUAL -> left <= right;
      default -> throw new IllegalStateException(op.symbol());
    };
  }
}
