// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.ingest.TestMemory;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.model.Weight;
import io.redstart.wire.IncrementCodec;
import io.redstart.wire.WireWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class FoldTest {
  @Test
  void record_ofNamesChosenToCollide_costsNoMoreThanOfOthers() {
    List<LabelSet> colliding = labelSets(CollidingNames.labels(100_000));
    assertThat(colliding.stream().map(LabelSet::hash).distinct()).hasSize(1);
    Fold fold = new Fold(TestMemory.batches());
    colliding.forEach(set -> fold.count(set, Weight.ONE));
    assertThat(fold.size()).isEqualTo(100_000);
    // A table that is less than half full finds any entry at the second place, on average.
    assertThat(fold.probes()).isLessThan(2 * 100_000);
  }

  @Test
  void record_ofMoreThanCanBeCounted_staysAtTheMost() {
    LabelSet set = LabelSet.of(Metric.SPANS, Labels.of("span_name", "GET /"));
    Fold fold = new Fold(TestMemory.batches());
    for (int i = 0; i < 131_073; i++) {
      fold.record(set, i % 100, SamplingWeight.MAX, 1);
    }
    assertThat(fold.increment(0).calls()).isEqualTo(Weight.MAX);
    WireWriter written = new WireWriter();
    IncrementCodec.write(fold.increment(0), written);
    assertThat(written.size()).isLessThan(fold.sizeBytesMax() - set.sizeBytes());
  }

  private static List<LabelSet> labelSets(List<Labels> labels) {
    return labels.stream().map(one -> LabelSet.of(Metric.SPANS, one)).toList();
  }
}
