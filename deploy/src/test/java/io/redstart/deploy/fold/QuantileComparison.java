// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.limit.Cancellation;
import io.redstart.limit.MemoryBudget;
import io.redstart.limit.Processors;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.source.Fold;
import io.redstart.query.promql.source.Folded;
import io.redstart.query.promql.value.SampleSlot;
import io.redstart.query.promql.value.histogram.Histogram;
import io.redstart.query.promql.value.quantile.HistogramQuantile;
import io.redstart.query.source.RedStores;
import io.redstart.query.source.RedView;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Holds quantiles of groups that are finished early to those of their histograms. */
final class QuantileComparison {
  private static final double TOLERANCE = 1e-12;

  private int finishedEarly;

  /** Returns how many folds had groups that were finished early. */
  int finishedEarly() {
    return finishedEarly;
  }

  /** The limits of a query that finishes each group as early as it can. */
  private static final class NoRoom extends QueryLimits {
    NoRoom() {
      super(
          new Cancellation(),
          Long.MAX_VALUE,
          new MemoryBudget("queries", Long.MAX_VALUE).lease(),
          new Processors(Integer.MAX_VALUE, () -> 0).place());
    }

    @Override
    public long heldMaxBytes() {
      return 0;
    }
  }

  /** Reads quantiles of a fold, and the fold itself. */
  void compare(RedStores stores, Fold fold, SplittableRandom random, String when) {
    List<Double> phis = random.doubles(2).sorted().distinct().boxed().toList();
    QueryLimits limits = new NoRoom();
    stores.read(limits, source -> {
      // The first is not shared if it is left with quantiles alone.
      RedView view = source.open(fold.selection().throughMillis(), limits);
      Optional<Folded> early = view.fold(List.of(fold.withPhis(phis))).get(0);
      RedView whole = source.open(fold.selection().throughMillis(), QueryLimits.unlimited());
      Optional<Folded> folded = whole.fold(List.of(fold)).get(0);
      assertThat(early.isPresent()).as(when).isEqualTo(folded.isPresent());
      if (early.isPresent() && folded.isPresent()) {
        assertThat(folded.get().isWhole()).as(when).isTrue();
        finishedEarly += early.get().isWhole() ? 0 : 1;
        phis.forEach(phi -> assertQuantiles(early.get(), folded.get(), fold, phi, when));
      }
      return true;
    });
  }

  private static void assertQuantiles(
      Folded early, Folded whole, Fold fold, double phi, String when) {
    Folded.Reader quantiles = early.quantiles(phi, QueryLimits.unlimited());
    Folded.Reader histograms = whole.reader(QueryLimits.unlimited());
    SampleSlot quantile = new SampleSlot();
    SampleSlot histogram = new SampleSlot();
    assertThat(early.groups().size()).as(when).isEqualTo(whole.groups().size());
    for (int step = 0; step < fold.count(); step++) {
      for (int group = 0; group < whole.groups().size(); group++) {
        String where =
            "%s\nφ %s, step %d, %s".formatted(when, phi, step, whole.groups().labels(group));
        quantile.clear();
        histogram.clear();
        quantiles.get(group, step, quantile);
        histograms.get(group, step, histogram);
        Histogram of = histogram.histogram();
        assertThat(quantile.has()).as(where).isEqualTo(of != null);
        if (of != null) {
          // If φ · count is whole, all from one observation to the next is right.
          double least = HistogramQuantile.of(Math.max(0, phi - 1e-13), of).value();
          double most = HistogramQuantile.of(Math.min(1, phi + 1e-13), of).value();
          assertThat(
                  Double.isNaN(least)
                      ? Double.isNaN(quantile.value())
                      : quantile.value() >= least * (1 - TOLERANCE)
                          && quantile.value() <= most * (1 + TOLERANCE))
              .as("%s: %s instead of %s … %s", where, quantile.value(), least, most)
              .isTrue();
        }
      }
    }
  }
}
