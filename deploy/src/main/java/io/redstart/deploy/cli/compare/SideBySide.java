// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli.compare;

import io.redstart.deploy.cli.terminal.Shown;
import io.redstart.deploy.cli.terminal.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A table of what both servers have. */
final class SideBySide {
  private SideBySide() {}

  static Table table(Map<List<String>, Red> here, Map<List<String>, Red> there, List<String> by) {
    List<String> head = new ArrayList<>(List.of("SERVICE"));
    if (by.size() > 1) {
      head.add("OPERATION");
    }
    head.addAll(List.of("CALLS/S", "ERRORS", "P50", "P95", "P99"));
    Table table = new Table(head, 5);
    Set<List<String>> keys = new TreeSet<>(Side.BY_NAME);
    keys.addAll(here.keySet());
    keys.addAll(there.keySet());
    Red none = new Red(Double.NaN, Double.NaN, List.of(Double.NaN, Double.NaN, Double.NaN));
    for (List<String> key : keys) {
      Red one = here.getOrDefault(key, none);
      Red other = there.getOrDefault(key, none);
      List<String> row = new ArrayList<>(key);
      row.add(rate(one) + " | " + rate(other));
      row.add(Shown.percent(one.share()) + " | " + Shown.percent(other.share()));
      for (int i = 0; i < Red.PHIS.size(); i++) {
        row.add(Shown.millis(one.millis().get(i)) + " | "
            + Shown.millis(other.millis().get(i)));
      }
      table.add(row);
    }
    return table;
  }

  private static String rate(Red red) {
    return Double.isNaN(red.rate()) ? "-" : Shown.number(red.rate());
  }
}
