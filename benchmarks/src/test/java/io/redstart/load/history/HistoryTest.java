// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.redstart.model.Labels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
  private static final History HISTORY = new History(3, 20, 4, 1, 20, 7, 1_200_000, 1_000);

  private static List<List<Long>> windows(History history, int labelSet) {
    History.Spans spans = history.spans(labelSet);
    List<List<Long>> windows = new ArrayList<>();
    for (int i = 0; i < history.windows(); i++) {
      List<Long> window = new ArrayList<>();
      spans.nextWindow(window::add);
      windows.add(window);
    }
    return windows;
  }

  @Test
  void spans_areTheSameEachTime() {
    assertThat(windows(HISTORY, 5))
        .isEqualTo(windows(HISTORY, 5))
        .isNotEqualTo(windows(HISTORY, 6));
  }

  @Test
  void spans_areAboutAsManyAsWanted() {
    History old = new History(1, 1, 4, 1, 0, 7, 1_200_000, 1_000);
    long spans = windows(old, 0).stream().mapToLong(List::size).sum();
    assertThat(spans / 1e3).isCloseTo(4, within(0.5));
  }

  @Test
  void labels_differ_withErrorsForEveryTenthOperation() {
    Set<Labels> all = new HashSet<>();
    for (int i = 0; i < HISTORY.labelSets(); i++) {
      all.add(HISTORY.labels(i));
    }
    assertThat(all).hasSize(3 * 22);
    assertThat(all.stream().filter(set -> set.get("status_code").endsWith("ERROR")))
        .hasSize(6);
  }

  @Test
  void born_startInTheLastHour() {
    int born = 0;
    for (int i = 0; i < HISTORY.labelSets(); i++) {
      List<List<Long>> windows = windows(HISTORY, i);
      if (windows.subList(0, 200).stream().allMatch(List::isEmpty)) {
        born++;
        assertThat(windows.subList(280, 1_000)).anyMatch(window -> !window.isEmpty());
      }
    }
    assertThat(born).isBetween(3, 30);
  }

  @Test
  void read_returnsWhatWasWritten(@TempDir Path folder) throws Exception {
    HISTORY.write(folder.resolve("history.json"));
    assertThat(History.read(folder.resolve("history.json"))).isEqualTo(HISTORY);
  }
}
