// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.label;

import io.redstart.model.Labels;
import io.redstart.query.promql.exec.call.CallContext;
import io.redstart.query.promql.exec.operator.Operator;
import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.limit.QueryLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** {@code label_join}: joins the values of labels. */
public final class LabelJoin implements RelabelOperator.NewValue {
  private final QueryLimits limits;
  private final String separator;
  private final List<String> sources;

  private LabelJoin(QueryLimits limits, String separator, List<String> sources) {
    this.limits = limits;
    this.separator = separator;
    this.sources = sources;
  }

  /**
   * Opens a call: {@code label_join(vector, destination, separator, source…)}.
   *
   * @throws PromqlException if an argument is wrong
   */
  public static Operator open(CallContext call) {
    List<String> sources = new ArrayList<>();
    for (int i = 3; i < call.size(); i++) {
      RelabelOperator.checkName(call.text(i), "source", "label_join");
      sources.add(call.text(i));
    }
    String destination = call.text(1);
    RelabelOperator.checkName(destination, "destination", "label_join");
    return new RelabelOperator(
        call, destination, new LabelJoin(call.query().limits(), call.text(2), sources));
  }

  @Override
  public String of(Labels labels) {
    StringJoiner values = new StringJoiner(separator);
    sources.forEach(source -> values.add(labels.get(source)));
    String joined = values.toString();
    limits.hold(Footprint.string(joined));
    return joined;
  }
}
