// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.history;

import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The names of a process's own metrics, and the labels that their series have in addition to those
 * on the process's {@code /metrics} page.
 *
 * <pre>{@code
 * redstart_ingest_spans_total{job="redstart",instance="10.0.0.7:5701",outcome="accepted"}
 * up{job="redstart",instance="10.0.0.7:5701"}
 * }</pre>
 */
public final class OwnNames {
  /** The metric that shows which processes are alive. */
  public static final String UP = "up";

  /** The prefix of all other names. */
  public static final String PREFIX = "redstart_";

  /** The label with the value {@link #JOB_VALUE}. */
  public static final String JOB = "job";

  /** The job of all processes. */
  public static final String JOB_VALUE = "redstart";

  /** The label with the process's name. */
  public static final String INSTANCE = "instance";

  private OwnNames() {}

  /** Returns whether a metric name is one of these. */
  public static boolean isOwn(String metric) {
    return metric.equals(UP) || metric.startsWith(PREFIX);
  }

  /** Returns the labels of the series {@link #UP} of a process. */
  public static Labels up(String instance) {
    return Labels.of(Labels.METRIC_NAME, UP, JOB, JOB_VALUE, INSTANCE, instance);
  }

  /** Returns false if matchers certainly select no series of any process. */
  public static boolean canMatch(List<LabelMatcher> matchers) {
    return matchers.stream().allMatch(OwnNames::canMatch);
  }

  private static boolean canMatch(LabelMatcher matcher) {
    return switch (matcher.name()) {
      case Labels.METRIC_NAME -> matcher.op().isNegative() || canBeName(matcher);
      case JOB -> matcher.matches(JOB_VALUE);
      default -> true;
    };
  }

  private static boolean canBeName(LabelMatcher matcher) {
    Optional<Set<String>> literals = matcher.literals();
    if (literals.isPresent()) {
      return literals.get().stream().anyMatch(OwnNames::isOwn);
    }
    String prefix = matcher.prefix().orElse("");
    return UP.startsWith(prefix) || PREFIX.startsWith(prefix) || prefix.startsWith(PREFIX);
  }
}
