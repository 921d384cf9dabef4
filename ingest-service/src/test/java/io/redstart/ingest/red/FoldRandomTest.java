// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.ingest.TestMemory;
import io.redstart.model.CellLayout;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.model.Weight;
import io.redstart.wire.BatchWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FoldRandomTest {
  private static final CellLayout LAYOUT = CellLayout.of();

  @Test
  void record_addsUpByLabelSet() {
    Fold fold = new Fold(TestMemory.batches());
    for (long seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<LabelSet> sets = labelSets(1 + random.nextInt(300));
      Map<LabelSet, Integer> expected = new HashMap<>();
      fold.clear();
      for (int i = random.nextInt(2_000); i > 0; i--) {
        LabelSet set = sets.get(random.nextInt(sets.size()));
        expected.merge(set, 1, Integer::sum);
        fold.record(set, random.nextInt(50), Weight.ONE, random.nextInt(1000));
      }

      Map<LabelSet, Integer> counted = new HashMap<>();
      for (int entry = 0; entry < fold.size(); entry++) {
        counted.put(fold.labelSet(entry), fold.spans(entry));
        assertThat(fold.increment(entry).calls()).isEqualTo(fold.spans(entry) * Weight.ONE);
      }
      assertThat(counted).as("seed %s", seed).isEqualTo(expected);
    }
  }

  @Test
  void sizeBytesMax_boundsTheSizeInAMessage() {
    for (long seed = 0; seed < 500; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Fold fold = randomFold(random);
      Fold merged = randomFold(random);
      for (int entry = 0; entry < fold.size(); entry++) {
        merged.add(fold.labelSet(entry), fold.increment(entry), fold.spans(entry));
      }

      assertBounded(fold, seed);
      assertBounded(merged, seed);
    }
  }

  private static void assertBounded(Fold fold, long seed) {
    BatchWriter batch = new BatchWriter().begin(new UUID(1, 2), 3, 0, LAYOUT);
    int sum = 0;
    for (int entry = 0; entry < fold.size(); entry++) {
      int before = batch.sizeBytes();
      batch.add(
          Metric.SPANS,
          fold.labelSet(entry).hash(),
          fold.labelSet(entry).bytes(),
          fold.increment(entry));
      assertThat(batch.sizeBytes() - before)
          .as("seed %s entry %s", seed, entry)
          .isLessThanOrEqualTo(fold.sizeBytesMax(entry));
      sum += fold.sizeBytesMax(entry);
    }
    assertThat(fold.sizeBytesMax()).as("seed %s", seed).isEqualTo(sum);
  }

  private static Fold randomFold(SplittableRandom random) {
    List<LabelSet> sets = labelSets(20);
    Fold fold = new Fold(TestMemory.batches());
    for (int i = random.nextInt(400); i > 0; i--) {
      long weight = random.nextInt(3) > 0 ? Weight.ONE : random.nextLong(1, 1L << 46);
      fold.record(
          sets.get(random.nextInt(sets.size())),
          random.nextInt(LAYOUT.size()),
          weight,
          random.nextLong() >>> 1 + random.nextInt(60));
    }
    return fold;
  }

  private static List<LabelSet> labelSets(int count) {
    List<LabelSet> sets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sets.add(LabelSet.of(Metric.SPANS, Labels.of("span_name", "operation " + i)));
    }
    return sets;
  }
}
