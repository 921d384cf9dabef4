// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.model.LabelMatcher;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.plan.EngineConfig;
import io.redstart.query.promql.source.Fold;
import io.redstart.query.promql.source.Folded;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.promql.source.SeriesSource;
import io.redstart.query.promql.source.SeriesView;
import io.redstart.query.promql.value.QueryResult;
import io.redstart.query.promql.value.Series;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a source that folds must hold to: random expressions have the same results, warnings and
 * infos whether it folds or the engine computes everything from its series.
 */
public abstract class FoldContract {
  private static final int QUESTIONS = 40;

  private final PromqlEngine engine =
      new PromqlEngine(EngineConfig.of(Duration.ofMinutes(5), true));

  /** A source full of random series. */
  public interface Subject extends AutoCloseable {
    /** Runs a query. */
    <T> T read(QueryLimits limits, Function<SeriesSource, T> query);

    /** Returns what there is to ask for. */
    Topics topics();

    @Override
    default void close() {}
  }

  /**
   * What there is to ask for.
   *
   * @param counters names of metrics
   * @param buckets names of metrics of histograms, which end in {@code _bucket}
   * @param labels names of labels
   * @param matchers in braces, or nothing
   * @param fromMillis the time of the first samples
   * @param throughMillis the time of the last samples
   */
  public record Topics(
      List<String> counters,
      List<String> buckets,
      List<String> labels,
      List<String> matchers,
      long fromMillis,
      long throughMillis) {}

  /** Makes a source. */
  protected abstract Subject subject(SplittableRandom random);

  /** Returns how many sources are made in one run. */
  protected int rounds() {
    return 8;
  }

  /** One seed that stays, and one that is new in every run. */
  protected static LongStream seeds() {
    return LongStream.of(4_711, new SplittableRandom().nextLong());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void folded_equalsPlain(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    Tally tally = new Tally();
    for (int round = 0; round < rounds(); round++) {
      try (Subject subject = subject(random.split())) {
        RandomFolds questions = new RandomFolds(random.split(), subject.topics());
        for (int i = 0; i < QUESTIONS; i++) {
          compare("seed " + seed + ", round " + round, subject, questions.next(), tally);
        }
      }
    }
    assertThat(tally.folds).as("folds, seed %d", seed).isGreaterThan(rounds() * QUESTIONS / 4);
    assertThat(tally.points).as("points, seed %d", seed).isGreaterThan(rounds() * QUESTIONS);
  }

  private void compare(String context, Subject subject, RandomFolds.Question question, Tally tally)
      throws Exception {
    QueryResult folded = ask(subject, question, source -> new Counting(source, tally));
    QueryResult plain = ask(subject, question, Unfolding::new);
    String as = context + ": " + question;
    Points expected = Points.of(plain.value(), question.isRanked());
    assertThat(Points.of(folded.value(), question.isRanked()).difference(expected))
        .as(as)
        .isEmpty();
    assertThat(folded.warnings()).as(as).containsExactlyInAnyOrderElementsOf(plain.warnings());
    assertThat(folded.infos()).as(as).containsExactlyInAnyOrderElementsOf(plain.infos());
    tally.points += expected.size();
  }

  private QueryResult ask(
      Subject subject, RandomFolds.Question question, Function<SeriesSource, SeriesSource> view) {
    QueryLimits limits = QueryLimits.unlimited();
    return subject.read(
        limits,
        source -> question.count() == 1
            ? engine.instant(question.text(), question.startMillis(), view.apply(source), limits)
            : engine.range(
                question.text(),
                question.startMillis(),
                question.startMillis() + (question.count() - 1) * question.stepMillis(),
                question.stepMillis(),
                view.apply(source),
                limits));
  }

  /** What was compared. */
  private static final class Tally {
    private int folds;
    private int points;
  }

  /** Leaves everything to the engine. */
  private record Unfolding(SeriesSource source) implements SeriesSource {
    @Override
    public SeriesView open(long endMillis, QueryLimits limits) {
      return source.open(endMillis, limits);
    }

    @Override
    public boolean offersHistograms(List<LabelMatcher> matchers) {
      return source.offersHistograms(matchers);
    }
  }

  /** Counts what is folded. */
  private record Counting(SeriesSource source, Tally tally) implements SeriesSource {
    @Override
    public SeriesView open(long endMillis, QueryLimits limits) {
      SeriesView view = source.open(endMillis, limits);
      return new SeriesView() {
        @Override
        public List<List<Series>> select(List<Selection> selections) {
          return view.select(selections);
        }

        @Override
        public List<Optional<Folded>> fold(List<Fold> folds) {
          List<Optional<Folded>> found = view.fold(folds);
          found.forEach(one -> tally.folds += one.isPresent() ? 1 : 0);
          return found;
        }

        @Override
        public List<String> warnings() {
          return view.warnings();
        }
      };
    }

    @Override
    public boolean offersHistograms(List<LabelMatcher> matchers) {
      return source.offersHistograms(matchers);
    }

    @Override
    public boolean folds(Fold fold) {
      return source.folds(fold);
    }
  }
}
