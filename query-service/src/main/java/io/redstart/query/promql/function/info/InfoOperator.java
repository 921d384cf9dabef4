// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.info;

import io.redstart.model.Labels;
import io.redstart.query.promql.exec.call.CallContext;
import io.redstart.query.promql.exec.operator.InstantOrder;
import io.redstart.query.promql.exec.operator.Operator;
import io.redstart.query.promql.exec.operator.OutputSeries;
import io.redstart.query.promql.exec.operator.QueryContext;
import io.redstart.query.promql.exec.operator.SeriesIndex;
import io.redstart.query.promql.exec.scan.InstantSelectorOperator;
import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.plan.Plan;
import io.redstart.query.promql.value.SeriesList;
import io.redstart.query.promql.value.StepVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The samples of a vector, with the labels of the info series that have the same identifying labels
 * at each step (Prometheus' promql/info.go). If a series gets other labels later, the result has
 * another series. Each input remembers its last labels, so most steps only compare.
 */
public final class InfoOperator implements Operator {
  /** A series of the vector, with the groups that give it labels. */
  private static final class Input {
    /** Whether it is an info series, which gets no labels. */
    final boolean isInfo;

    final int[] groups;
    /** By group: the info series that it got labels from last; −1 for none. */
    final int[] infos;
    /** The result with these labels; −1 if it is left out or unknown. */
    int output = -1;

    boolean isKnown;

    Input(boolean isInfo, int[] groups) {
      this.isInfo = isInfo;
      this.groups = groups;
      this.infos = new int[groups.length];
    }
  }

  private final QueryContext query;
  private final Operator operand;
  private final StepVector in;
  private final InfoMatchers matchers;
  private final InfoGroups groups;
  private final List<Input> inputs = new ArrayList<>();
  private final SeriesIndex series;

  /** Makes the operator of a call, whose second child selects the info series. */
  public InfoOperator(CallContext call) {
    this.query = call.query();
    this.operand = call.operand(0);
    this.in = new StepVector(query.limits());
    this.matchers = new InfoMatchers(call);
    this.series = new SeriesIndex(query.limits());
    Plan.InstantSelector selector =
        (Plan.InstantSelector) call.plan().arguments().get(1);
    List<Labels> others = new ArrayList<>();
    for (int i = 0; i < operand.series().size(); i++) {
      query.limits().check(i);
      query.limits().hold(Footprint.LIST_ENTRY);
      if (!matchers.isInfo(operand.series().labels(i))) {
        others.add(operand.series().labels(i));
      }
    }
    this.groups = new InfoGroups(query, new InstantSelectorOperator(query, selector), others);
  }

  @Override
  public SeriesList series() {
    return series.list();
  }

  @Override
  public void next(int step, StepVector into) {
    operand.next(step, in);
    groups.read(step);
    into.clear(series.size());
    if (in.isEmpty()) {
      return;
    }
    groups.findNewest();
    for (int i = 0; i < in.size(); i++) {
      query.limits().check(i);
      if (in.has(i)) {
        int output = output(i);
        if (output >= 0) {
          OutputSeries.checkFree(into, output);
          into.copy(output, in, i);
        }
      }
    }
    int[] order = in.order();
    if (order != null) {
      InstantOrder.set(into, order, i -> in.has(i) ? inputs.get(i).output : -1);
    }
  }

  private int output(int index) {
    Input input = input(index);
    if (update(input)) {
      Labels labels = labels(operand.series().labels(index), input);
      input.output = labels == null ? -1 : series.of(labels, operand.series().losesName(index));
    }
    return input.output;
  }

  private Input input(int index) {
    while (inputs.size() <= index) {
      Labels labels = operand.series().labels(inputs.size());
      boolean isInfo = matchers.isInfo(labels);
      Input input = new Input(isInfo, isInfo ? new int[0] : groups.of(labels));
      query.limits().check();
      query
          .limits()
          .hold(Footprint.LIST_ENTRY + Footprint.OBJECT + 2 * Footprint.ints(input.infos.length));
      inputs.add(input);
    }
    return inputs.get(index);
  }

  /** Finds the info series of an input; returns whether they changed. */
  private boolean update(Input input) {
    boolean changed = !input.isKnown;
    input.isKnown = true;
    for (int i = 0; i < input.infos.length; i++) {
      int newest = groups.newest(input.groups[i]);
      changed |= input.infos[i] != newest;
      input.infos[i] = newest;
    }
    return changed;
  }

  /** Returns the labels of an input with those of its info series; null to leave it out. */
  private @Nullable Labels labels(Labels own, Input input) {
    boolean isAlone = Arrays.stream(input.infos).allMatch(info -> info < 0);
    if (isAlone) {
      return matchers.needsMatch() && !input.isInfo ? null : own;
    }
    Map<String, String> added = new HashMap<>();
    for (int info : input.infos) {
      if (info >= 0) {
        groups.labels(info).forEach((name, value) -> add(own, name, value, added));
      }
    }
    own.forEach(added::put);
    return Labels.of(added);
  }

  private void add(Labels own, String name, String value, Map<String, String> added) {
    if (!matchers.adds(name) || own.has(name)) {
      return;
    }
    String before = added.put(name, value);
    if (before != null && !before.equals(value)) {
      throw new PromqlException(PromqlException.Kind.EXECUTION, "conflicting label: " + name);
    }
  }
}
