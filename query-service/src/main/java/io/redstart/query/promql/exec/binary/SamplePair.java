// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.binary;

import io.redstart.query.promql.exec.operator.Annotations;
import io.redstart.query.promql.syntax.text.TextRange;
import io.redstart.query.promql.syntax.tree.BinaryOp;
import io.redstart.query.promql.value.histogram.Histogram;
import io.redstart.query.promql.value.histogram.HistogramCombination;
import io.redstart.query.promql.value.histogram.IncompatibleLayoutsException;
import io.redstart.query.promql.value.histogram.ResetHint;
import org.jspecify.annotations.Nullable;

/**
 * Applies a binary operator to two samples (Prometheus 3.14, promql/engine.go, vectorElemBinop). The
 * result stays here until the next pair, so that nothing is allocated for numbers. As in Prometheus,
 * of all that users should know about a step, only what came last is noted.
 */
final class SamplePair {
  private final BinaryOp op;
  private final Annotations annotations;
  private final TextRange at;

  private boolean isKept;
  private double value;
  private @Nullable Histogram histogram;

  /** What to note at the end of the step; null for nothing. */
  private @Nullable Note note;

  private boolean isLeftHistogram;
  private boolean isRightHistogram;

  /** Something that users should know. */
  private enum Note {
    INCOMPATIBLE_TYPES,
    INCOMPATIBLE_LAYOUTS,
    BOUNDS_RECONCILED,
    HINTS_COLLIDE
  }

  SamplePair(BinaryOp op, Annotations annotations, TextRange at) {
    this.op = op;
    this.annotations = annotations;
    this.at = at;
  }

  /**
   * Combines two samples.
   *
   * @param leftHistogram null if the left sample is the number
   * @param rightHistogram null if the right sample is the number
   * @return whether there is a result; it may be a comparison that is false
   */
  boolean combine(
      double left,
      @Nullable Histogram leftHistogram,
      double right,
      @Nullable Histogram rightHistogram) {
    histogram = null;
    if (leftHistogram == null) {
      return rightHistogram == null
          ? numbers(left, right)
          : numberAndHistogram(left, rightHistogram);
    }
    if (rightHistogram == null) {
      return histogramAndNumber(leftHistogram, right);
    }
    return histograms(leftHistogram, rightHistogram);
  }

  /** Returns whether the operator computes something, or is a comparison that holds. */
  boolean isKept() {
    return isKept;
  }

  /** Returns the number; that of the left sample for a comparison. */
  double value() {
    return value;
  }

  /** Returns the histogram, or null for a number; that of the left sample for a comparison. */
  @Nullable
  Histogram histogram() {
    return histogram;
  }

  private boolean numbers(double left, double right) {
    if (op.isComparison()) {
      value = left;
      isKept = Arithmetic.holds(op, left, right);
      return true;
    }
    if (op == BinaryOp.TRIM_UPPER || op == BinaryOp.TRIM_LOWER) {
      return incompatibleTypes(false, false);
    }
    value = Arithmetic.compute(op, left, right);
    isKept = true;
    return true;
  }

  private boolean numberAndHistogram(double left, Histogram right) {
    return op == BinaryOp.MULTIPLY
        ? keep(right.times(left).compact())
        : incompatibleTypes(false, true);
  }

  private boolean histogramAndNumber(Histogram left, double right) {
    return switch (op) {
      case MULTIPLY -> keep(left.times(right).compact());
      case DIVIDE -> keep(left.dividedBy(right).compact());
      case TRIM_UPPER -> keep(left.trimmedAbove(right));
      case TRIM_LOWER -> keep(left.trimmedBelow(right));
      case ADD,
          SUBTRACT,
          MODULO,
          POWER,
          ATAN2,
          EQUAL,
          NOT_EQUAL,
          GREATER,
          LESS,
          GREATER_OR_EQUAL,
          LESS_OR_EQUAL -> incompatibleTypes(true, false);
    };
  }

  private boolean histograms(Histogram left, Histogram right) {
    return switch (op) {
      case ADD, SUBTRACT -> sum(left, right);
      case EQUAL, NOT_EQUAL -> {
        keep(left);
        isKept = left.equals(right) == (op == BinaryOp.EQUAL);
        yield true;
      }
      case MULTIPLY,
          DIVIDE,
          MODULO,
          POWER,
          ATAN2,
          TRIM_UPPER,
          TRIM_LOWER,
          GREATER,
          LESS,
          GREATER_OR_EQUAL,
          LESS_OR_EQUAL -> incompatibleTypes(true, true);
    };
  }

  private boolean sum(Histogram left, Histogram right) {
    try {
      boolean isDifference = op == BinaryOp.SUBTRACT;
      HistogramCombination sum = isDifference ? left.minus(right) : left.plus(right);
      Histogram result = sum.histogram().compact();
      if (sum.hintsCollide()) {
        // Prometheus drops the result here, unlike in aggregations.
        note = Note.HINTS_COLLIDE;
        return false;
      }
      if (sum.boundsReconciled()) {
        note = Note.BOUNDS_RECONCILED;
      }
      return keep(isDifference ? result.withHint(ResetHint.GAUGE) : result);
    } catch (IncompatibleLayoutsException e) {
      note = Note.INCOMPATIBLE_LAYOUTS;
      return false;
    }
  }

  private boolean keep(Histogram result) {
    value = 0;
    histogram = result;
    isKept = true;
    return true;
  }

  private boolean incompatibleTypes(boolean leftHistogram, boolean rightHistogram) {
    note = Note.INCOMPATIBLE_TYPES;
    isLeftHistogram = leftHistogram;
    isRightHistogram = rightHistogram;
    return false;
  }

  /** Ends a step: tells users what they should know. */
  void annotate() {
    if (note != null) {
      annotate(note);
      note = null;
    }
  }

  private void annotate(Note about) {
    String sum = op == BinaryOp.SUBTRACT ? "subtraction" : "addition";
    switch (about) {
      case INCOMPATIBLE_TYPES -> annotations.inform(at, incompatibleTypes());
      case INCOMPATIBLE_LAYOUTS ->
        annotations.warn(
            at, "incompatible bucket layout encountered for binary operator " + op.symbol());
      case BOUNDS_RECONCILED ->
        annotations.inform(at, "mismatched custom buckets were reconciled during " + sum);
      case HINTS_COLLIDE ->
        annotations.warn(at, "conflicting counter resets during histogram " + sum);
    }
  }

  private String incompatibleTypes() {
    return String.format(
        "incompatible sample types encountered for binary operator \"%2$s\": %1$s %2$s %3$s",
        type(isLeftHistogram), op.symbol(), type(isRightHistogram));
  }

  private static String type(boolean isHistogram) {
    return isHistogram ? "histogram" : "float";
  }
}
