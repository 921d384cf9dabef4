// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax.tree;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which samples of two vectors match each other.
 *
 * @param on whether only the labels decide, or all but them
 * @param labels those of {@code on} or {@code ignoring}
 * @param cardinality whether a sample of one side may match several of the other
 * @param include the labels of {@code group_left} or {@code group_right}, taken from the "one" side
 * @param fillLeft the value of a missing left sample; null if such pairs give nothing
 * @param fillRight the value of a missing right sample; null if such pairs give nothing
 */
public record Matching(
    boolean on,
    List<String> labels,
    Cardinality cardinality,
    List<String> include,
    @Nullable Double fillLeft,
    @Nullable Double fillRight) {
  /** All labels must be equal, and one sample matches one. */
  public static final Matching ALL_LABELS = new Matching(false, List.of());

  /** How many samples of each side match. */
  public enum Cardinality {
    ONE_TO_ONE,
    MANY_TO_ONE,
    ONE_TO_MANY,
    MANY_TO_MANY;

    /** Returns its name in Prometheus' HTTP API, such as {@code many-to-one}. */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Copies the lists. */
  public Matching {
    labels = List.copyOf(labels);
    include = List.copyOf(include);
  }

  /** Makes a matching of one sample to one. */
  public Matching(boolean on, List<String> labels) {
    this(on, labels, Cardinality.ONE_TO_ONE, List.of(), null, null);
  }

  /** Returns whether several samples of one side may match one of the other. */
  public boolean isGrouped() {
    return cardinality == Cardinality.MANY_TO_ONE || cardinality == Cardinality.ONE_TO_MANY;
  }

  /** Returns whether a missing sample gets a value. */
  public boolean isFilled() {
    return fillLeft != null || fillRight != null;
  }

  /** Returns the same matching with another cardinality. */
  public Matching with(Cardinality other) {
    return new Matching(on, labels, other, include, fillLeft, fillRight);
  }
}
