// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Samples against a full list of spans, however they were split and merged. */
final class ExemplarsRandomTest {
  private record Span(long trace, long span, long nanos, boolean failed) {
    static final Comparator<Span> WORST_LAST = Comparator.comparing(Span::failed)
        .thenComparingLong(Span::nanos)
        .thenComparingLong(Span::span)
        .thenComparingLong(Span::trace);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void merging_neverChangesWhatIsKept(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 300; round++) {
      int places = 1 + random.nextInt(7);
      List<Span> spans = spans(random, 1 + random.nextInt(40));
      Exemplars whole = new Exemplars(places);
      spans.forEach(span -> offer(span, whole));
      String message = "seed " + seed + ", round " + round;
      assertThat(read(splitAndMerged(spans, places, random))).as(message).isEqualTo(read(whole));
      assertThat(worst(read(whole), places))
          .as(message)
          .isEqualTo(worst(worstOfEachTrace(spans), places));
    }
  }

  @Test
  void chance_isEvenOverTraces() {
    Map<Long, Integer> kept = new HashMap<>();
    SplittableRandom random = new SplittableRandom(7);
    int rounds = 20_000;
    for (int round = 0; round < rounds; round++) {
      Exemplars exemplars = new Exemplars(4);
      long base = random.nextLong();
      for (long trace = 0; trace < 20; trace++) {
        exemplars.offer(base, trace, 1, trace, false);
      }
      ExemplarsTest.traces(exemplars).forEach(trace -> kept.merge(trace, 1, Integer::sum));
    }
    // Two of twenty places by chance: 10 % each for all but the slowest two, give or take 4 sigma.
    for (long trace = 0; trace < 18; trace++) {
      assertThat(kept.getOrDefault(trace, 0)).as("trace " + trace).isBetween(1_830, 2_170);
    }
    assertThat(kept.get(19L)).isEqualTo(rounds);
  }

  private static List<Span> spans(SplittableRandom random, int count) {
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      spans.add(new Span(
          1 + random.nextInt(20), random.nextInt(4), random.nextInt(50), random.nextInt(5) == 0));
    }
    return spans;
  }

  private static Exemplars splitAndMerged(List<Span> spans, int places, SplittableRandom random) {
    List<Exemplars> parts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      parts.add(new Exemplars(places));
    }
    List<Span> left = new ArrayList<>(spans);
    while (!left.isEmpty()) {
      offer(left.remove(random.nextInt(left.size())), parts.get(random.nextInt(parts.size())));
    }
    while (parts.size() > 1) {
      Exemplars merged = parts.remove(random.nextInt(parts.size()));
      parts.get(random.nextInt(parts.size())).addAll(merged);
    }
    return parts.get(0);
  }

  private static void offer(Span span, Exemplars target) {
    target.offer(0, span.trace, span.span, span.nanos, span.failed);
  }

  private static Set<Span> read(Exemplars exemplars) {
    Set<Span> spans = new TreeSet<>(Span.WORST_LAST);
    for (int i = 0; i < exemplars.size(); i++) {
      spans.add(new Span(
          exemplars.traceLow(i), exemplars.spanId(i), exemplars.nanos(i), exemplars.hasFailed(i)));
    }
    return spans;
  }

  private static Set<Span> worstOfEachTrace(List<Span> spans) {
    Map<Long, Span> worst = new HashMap<>();
    for (Span span : spans) {
      worst.merge(span.trace, span, (a, b) -> Span.WORST_LAST.compare(a, b) > 0 ? a : b);
    }
    return Set.copyOf(worst.values());
  }

  private static List<Span> worst(Set<Span> of, int places) {
    return of.stream()
        .sorted(Span.WORST_LAST.reversed())
        .limit(places - places / 2)
        .toList();
  }
}
