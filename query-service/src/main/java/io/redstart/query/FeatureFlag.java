// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** The features that {@code query.enable_features} turns on, by Prometheus' names. */
enum FeatureFlag {
  EXPERIMENTAL_FUNCTIONS("promql-experimental-functions"),
  DELAYED_NAME_REMOVAL("promql-delayed-name-removal"),
  FILL_MODIFIERS("promql-binop-fill-modifiers"),
  START_TIMESTAMPS("use-start-timestamps"),
  /** On in any case, as in Prometheus 3.14. */
  DURATION_EXPRESSIONS("promql-duration-expr"),
  /** On in any case. */
  EXTENDED_RANGE_SELECTORS("promql-extended-range-selectors");

  private final String text;

  FeatureFlag(String text) {
    this.text = text;
  }

  /** Returns its name in Prometheus' {@code --enable-feature}. */
  String text() {
    return text;
  }

  /**
   * Returns the flags of some names.
   *
   * @throws IllegalArgumentException if there is no such flag
   */
  static Set<FeatureFlag> of(Collection<String> names) {
    Set<FeatureFlag> flags = EnumSet.noneOf(FeatureFlag.class);
    for (String name : names) {
      flags.add(Arrays.stream(values())
          .filter(flag -> flag.text.equals(name))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException(
              "enable_features must be among " + allNames() + ", not " + name)));
    }
    return flags;
  }

  private static String allNames() {
    return Arrays.stream(values()).map(FeatureFlag::text).collect(Collectors.joining(", "));
  }
}
