// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.naive;

import io.redstart.model.Labels;
import io.redstart.query.promql.syntax.tree.AggregateOp;
import io.redstart.query.promql.syntax.tree.Grouping;
import io.redstart.query.promql.value.histogram.Histogram;
import io.redstart.query.promql.value.histogram.IncompatibleLayoutsException;
import io.redstart.query.promql.value.number.FloatText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Aggregates one instant vector, by collecting the samples of each group in a list. */
final class NaiveAggregation {
  private final AggregateOp op;
  private final double parameter;
  private final String label;

  NaiveAggregation(AggregateOp op, double parameter, String label) {
    this.op = op;
    this.parameter = parameter;
    this.label = label;
  }

  List<NaiveSample> of(List<NaiveSample> vector, Grouping grouping) {
    return op == AggregateOp.COUNT_VALUES
        ? grouped(labelled(vector), with(grouping, label))
        : grouped(vector, grouping);
  }

  private List<NaiveSample> grouped(List<NaiveSample> vector, Grouping grouping) {
    Map<Labels, List<NaiveSample>> groups = new LinkedHashMap<>();
    for (NaiveSample sample : vector) {
      groups
          .computeIfAbsent(group(sample.labels(), grouping), key -> new ArrayList<>())
          .add(sample);
    }
    List<NaiveSample> results = new ArrayList<>();
    groups.forEach((labels, members) -> {
      switch (op) {
        case TOPK, BOTTOMK -> results.addAll(best(members));
        case LIMITK, LIMIT_RATIO -> throw new UnsupportedOperationException(op.text());
        default -> {
          NaiveSample one = one(labels, members);
          if (one != null) {
            results.add(one);
          }
        }
      }
    });
    return results;
  }

  private static Labels group(Labels labels, Grouping grouping) {
    if (!grouping.without()) {
      return labels.retain(grouping.labels());
    }
    return NaiveSample.withoutName(labels.without(grouping.labels()));
  }

  private @Nullable NaiveSample one(Labels labels, List<NaiveSample> members) {
    double[] numbers = numbers(members);
    if (op == AggregateOp.GROUP) {
      return NaiveSample.of(labels, 1);
    }
    if (op == AggregateOp.COUNT || op == AggregateOp.COUNT_VALUES) {
      return NaiveSample.of(labels, members.size());
    }
    if (op == AggregateOp.SUM || op == AggregateOp.AVG) {
      if (numbers.length > 0 && numbers.length < members.size()) {
        return null;
      }
      if (numbers.length == 0) {
        Histogram total = total(members, op == AggregateOp.AVG);
        return total == null ? null : NaiveSample.of(labels, total.compact());
      }
    }
    return numbers.length == 0 ? null : NaiveSample.of(labels, ofNumbers(numbers));
  }

  private static double[] numbers(List<NaiveSample> members) {
    return members.stream()
        .filter(NaiveSample::isNumber)
        .mapToDouble(NaiveSample::value)
        .toArray();
  }

  private double ofNumbers(double[] values) {
    return switch (op) {
      case SUM -> NaiveNumbers.sum(values);
      case AVG -> NaiveNumbers.mean(values);
      case MIN -> NaiveNumbers.min(values);
      case MAX -> NaiveNumbers.max(values);
      case STDVAR -> NaiveNumbers.variance(values);
      case STDDEV -> Math.sqrt(NaiveNumbers.variance(values));
      case QUANTILE -> NaiveNumbers.quantile(parameter, values);
      default -> throw new IllegalStateException(op.text());
    };
  }

  /** Returns null if the histograms do not fit together. */
  static @Nullable Histogram total(List<NaiveSample> members, boolean isMean) {
    Histogram total = null;
    try {
      for (NaiveSample member : members) {
        Histogram next = member.histogram();
        total = total == null ? next : total.plus(next).histogram();
      }
    } catch (IncompatibleLayoutsException e) {
      return null;
    }
    return isMean ? total.dividedBy(members.size()) : total;
  }

  private List<NaiveSample> best(List<NaiveSample> members) {
    Comparator<Double> order = Comparator.naturalOrder();
    if (op == AggregateOp.TOPK) {
      order = order.reversed();
    }
    Comparator<Double> ascending = order;
    Comparator<NaiveSample> nanLast = Comparator.comparing(
            (NaiveSample sample) -> Double.isNaN(sample.value()))
        .thenComparing(NaiveSample::value, ascending);
    return members.stream()
        .filter(NaiveSample::isNumber)
        .sorted(nanLast)
        .limit((long) parameter)
        .toList();
  }

  /** Returns the samples with their values in a label, before they are grouped by it as well. */
  private List<NaiveSample> labelled(List<NaiveSample> vector) {
    List<NaiveSample> results = new ArrayList<>();
    for (NaiveSample sample : vector) {
      String text = sample.isNumber()
          ? FloatText.plain(sample.value())
          : sample.histogram().toString();
      results.add(sample.with(sample.labels().without(List.of(label)).with(label, text)));
    }
    return results;
  }

  private static Grouping with(Grouping grouping, String label) {
    List<String> labels = new ArrayList<>(grouping.labels());
    labels.add(label);
    return grouping.without() ? grouping : new Grouping(false, labels);
  }
}
