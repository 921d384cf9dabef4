// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.plan;

import java.util.OptionalLong;

/** Finds the time of the latest sample that a plan can read. */
public final class LatestSample {
  private LatestSample() {}

  /** Returns it in epoch milliseconds, or nothing for a plan that reads nothing. */
  public static OptionalLong ofPlan(Plan plan) {
    OptionalLong latest = own(plan);
    for (Plan child : plan.children()) {
      OptionalLong other = ofPlan(child);
      if (latest.isEmpty()) {
        latest = other;
      } else if (other.isPresent()) {
        latest = OptionalLong.of(Math.max(latest.getAsLong(), other.getAsLong()));
      }
    }
    return latest;
  }

  private static OptionalLong own(Plan plan) {
    if (plan instanceof Plan.InstantSelector selector) {
      return OptionalLong.of(selector.selection().throughMillis());
    }
    return plan instanceof Plan.RangeSelector selector
        ? OptionalLong.of(selector.selection().throughMillis())
        : OptionalLong.empty();
  }
}
