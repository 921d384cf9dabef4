// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.plan;

import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.promql.syntax.print.Printer;
import io.redstart.query.promql.syntax.text.DurationText;
import io.redstart.query.promql.syntax.text.QuotedText;
import io.redstart.query.promql.syntax.text.TextRange;
import io.redstart.query.promql.syntax.tree.Expr;
import io.redstart.query.promql.value.number.FloatText;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Writes a plan for people, each node on a line of its own below the node that reads it.
 *
 * <pre>
 *   61 steps of 1m
 *   histogram_quantile 0.95, group by group
 *     folded at the source: sum by (service_name, le) (rate(x_bucket{a="b"}[10m])), in fine bins
 * </pre>
 */
final class PlanText implements Plan.Visitor<String> {
  private static final TextRange NOWHERE = new TextRange(0, 0);

  /** A name that can stand before the braces. */
  private static final Pattern METRIC_NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");

  private PlanText() {}

  static String of(Plan plan) {
    StringBuilder text = new StringBuilder(steps(plan.steps())).append('\n');
    append(plan, 0, new PlanText(), text);
    return text.toString();
  }

  private static void append(Plan plan, int depth, PlanText lines, StringBuilder text) {
    text.append("  ".repeat(depth)).append(plan.accept(lines)).append('\n');
    for (Plan child : plan.children()) {
      append(child, depth + 1, lines, text);
    }
  }

  private static String steps(Steps steps) {
    return steps.count() == 1
        ? "1 step"
        : steps.count() + " steps of " + DurationText.print(steps.stepMillis());
  }

  @Override
  public String visit(Plan.Constant constant) {
    return FloatText.plain(constant.value());
  }

  @Override
  public String visit(Plan.Text text) {
    return QuotedText.quote(text.value());
  }

  @Override
  public String visit(Plan.InstantSelector selector) {
    return selector(selector.selection())
        + edges(selector.edges())
        + shift(selector.shift())
        + bins(selector.selection());
  }

  @Override
  public String visit(Plan.RangeSelector selector) {
    return range(selector) + bins(selector.selection());
  }

  private static String range(Plan.RangeSelector selector) {
    return selector(selector.selection())
        + '['
        + DurationText.print(selector.rangeMillis())
        + ']'
        + edges(selector.edges())
        + shift(selector.shift());
  }

  private static String selector(Selection selection) {
    LabelMatcher first = selection.matchers().get(0);
    boolean named = first.name().equals(Labels.METRIC_NAME)
        && first.op() == LabelMatcher.Op.EQUAL
        && METRIC_NAME.matcher(first.value()).matches();
    return Printer.print(new Expr.VectorSelector(
        selection.matchers(), Expr.TimeShift.NONE, Expr.Edges.PLAIN, named, NOWHERE));
  }

  private static String bins(Selection selection) {
    return selection.asHistograms() ? ", in fine bins" : "";
  }

  private static String edges(Expr.Edges edges) {
    return edges == Expr.Edges.PLAIN ? "" : " " + edges.name().toLowerCase(Locale.ROOT);
  }

  private static String shift(TimeShift shift) {
    Long atMillis = shift.atMillis();
    String at = atMillis == null ? "" : " @ " + BigDecimal.valueOf(atMillis, 3).toPlainString();
    return shift.offsetMillis() == 0
        ? at
        : at + " offset " + DurationText.print(shift.offsetMillis());
  }

  @Override
  public String visit(Plan.Subquery subquery) {
    return "subquery ["
        + DurationText.print(subquery.rangeMillis())
        + ']'
        + shift(subquery.shift())
        + ", "
        + steps(subquery.inner().steps());
  }

  @Override
  public String visit(Plan.StepInvariant invariant) {
    return "once for all steps";
  }

  @Override
  public String visit(Plan.Negation negation) {
    return "-";
  }

  @Override
  public String visit(Plan.VectorScalar pair) {
    return pair.op().symbol()
        + bool(pair.returnBool())
        + (pair.scalarLeft() ? ", the second operand stands left" : "");
  }

  @Override
  public String visit(Plan.VectorVector pair) {
    return pair.op().symbol() + bool(pair.returnBool()) + Printer.matching(pair.matching());
  }

  private static String bool(boolean returnBool) {
    return returnBool ? " bool" : "";
  }

  @Override
  public String visit(Plan.SetOperation pair) {
    return pair.op().text() + Printer.matching(pair.matching());
  }

  @Override
  public String visit(Plan.Aggregation aggregation) {
    return head(aggregation).stripTrailing();
  }

  private static String head(Plan.Aggregation aggregation) {
    return Printer.head(aggregation.op(), aggregation.grouping());
  }

  @Override
  public String visit(Plan.FoldedAggregation folded) {
    Plan vector = folded.aggregation().vector();
    String operand = vector instanceof Plan.Call call
        ? call.function().name()
            + '('
            + range((Plan.RangeSelector) call.arguments().get(0))
            + ')'
        : instant((Plan.InstantSelector) vector);
    return "folded at the source: "
        + head(folded.aggregation())
        + '('
        + operand
        + ')'
        + bins(folded.fold().selection());
  }

  @Override
  public String visit(Plan.FoldedQuantile quantile) {
    return "histogram_quantile " + FloatText.plain(quantile.phi()) + ", group by group";
  }

  private static String instant(Plan.InstantSelector selector) {
    return selector(selector.selection()) + shift(selector.shift());
  }

  @Override
  public String visit(Plan.Call call) {
    return call.function().name();
  }
}
