// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.model.Weight;
import java.util.List;
import org.junit.jupiter.api.Test;

class FoldTest {
  @Test
  void record_ofNamesChosenToCollide_costsNoMoreThanOfOthers() {
    List<LabelSet> colliding = labelSets(CollidingNames.labels(100_000));
    assertThat(colliding.stream().map(LabelSet::hash).distinct()).hasSize(1);
    Fold fold = new Fold();
    colliding.forEach(set -> fold.count(set, Weight.ONE));
    assertThat(fold.size()).isEqualTo(100_000);
    // A table that is less than half full finds any entry at the second place, on average.
    assertThat(fold.probes()).isLessThan(2 * 100_000);
  }

  private static List<LabelSet> labelSets(List<Labels> labels) {
    return labels.stream().map(one -> LabelSet.of(Metric.SPANS, one)).toList();
  }
}
