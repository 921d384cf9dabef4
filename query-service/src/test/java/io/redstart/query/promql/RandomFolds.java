// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Random queries whose aggregations can be folded, in all that may stand around them. Nothing in
 * them turns a difference in the last digit into another result: no comparison of two sums, no
 * difference, no {@code rate} of a sum.
 */
final class RandomFolds {
  private static final List<String> OPS = List.of("sum", "sum", "sum", "avg", "count", "group");
  private static final List<String> RATES = List.of("rate", "rate", "increase", "irate");

  private final SplittableRandom random;
  private final FoldContract.Topics topics;
  private long startMillis;
  private boolean isRanked;

  /**
   * A query.
   *
   * @param isRanked whether it chooses samples by their ranks
   * @param count how many steps; 1 for an instant query
   */
  record Question(String text, boolean isRanked, long startMillis, long stepMillis, int count) {}

  RandomFolds(SplittableRandom random, FoldContract.Topics topics) {
    this.random = random;
    this.topics = topics;
  }

  Question next() {
    boolean isAligned = random.nextInt(3) == 0;
    long raster = isAligned ? 5_000 : 1;
    startMillis = random.nextLong(topics.fromMillis() - 60_000, topics.throughMillis() + 60_000)
        / raster
        * raster;
    long stepMillis = isAligned ? 5_000 * random.nextLong(1, 20) : random.nextLong(900, 90_000);
    int count = random.nextInt(3) == 0 ? 1 : random.nextInt(2, 30);
    isRanked = false;
    String text = expression();
    return new Question(text, isRanked, startMillis, stepMillis, count);
  }

  private String expression() {
    return switch (random.nextInt(14)) {
      case 0 -> "topk(" + random.nextInt(1, 4) + ", " + ranked(numbers()) + ")";
      case 1 -> numbers() + " / " + numbers();
      case 2 -> numbers() + " > " + random.nextDouble(0, 3);
      case 3 -> over() + "((" + numbers() + ")" + brackets() + ")";
      case 4 -> numbers() + " + 1 / " + numbers() + " or vector(0)";
      case 5 -> "-" + numbers() + " * " + random.nextDouble(0, 9);
      case 6 -> "max(" + numbers() + ") by (" + pick(topics.labels()) + ")";
      case 7 -> "histogram_fraction(0, " + random.nextDouble(0.1, 2e4) + ", " + histogram() + ")";
      case 8 -> over() + "(" + quantile(histogram()) + brackets() + ")";
      case 9 -> quantile(histogram() + " * " + random.nextDouble(0.1, 9));
      case 10, 11 -> quantile(histogram());
      case 12 -> "sum(" + bucketsByLe() + ")";
      default -> numbers();
    };
  }

  private String ranked(String text) {
    isRanked = true;
    return text;
  }

  private String quantile(String histogram) {
    return "histogram_quantile(" + random.nextDouble(0.01, 0.995) + ", " + histogram + ")";
  }

  private String over() {
    return pick(List.of("max", "min", "avg", "sum", "count", "last")) + "_over_time";
  }

  private String brackets() {
    return "[" + millis(20_000, 300_000) + ":" + millis(3_000, 60_000) + "]" + shift();
  }

  private String numbers() {
    return pick(OPS) + grouping("") + "(" + operand(pick(topics.counters())) + ")";
  }

  /** Returns an aggregation of fine bins, or of buckets if a matcher or {@code max} forbids them. */
  private String histogram() {
    String buckets = switch (random.nextInt(8)) {
      case 0 -> "sum by (le) (max by (le) (" + operand(pick(topics.buckets())) + "))";
      case 1 -> "sum" + grouping("le") + "(avg without () (" + operand(bucket()) + "))";
      default ->
        (random.nextInt(4) == 0 ? "avg" : "sum") + grouping("le") + "(" + operand(bucket()) + ")";
    };
    return buckets;
  }

  private String bucket() {
    return pick(topics.buckets());
  }

  private String bucketsByLe() {
    return pick(OPS) + grouping("le") + "(" + operand(bucket()) + ")";
  }

  /** Returns the labels of groups, which have a label if one is given. */
  private String grouping(String kept) {
    String labels = pick(topics.labels()) + (random.nextBoolean() ? "" : ", " + otherLabel());
    return switch (random.nextInt(4)) {
      case 0 -> kept.isEmpty() ? "" : " by (" + kept + ")";
      case 1 -> " without (" + labels + ")";
      default -> " by (" + labels + (kept.isEmpty() ? "" : ", " + kept) + ")";
    };
  }

  private String otherLabel() {
    return random.nextInt(5) == 0 ? "missing" : pick(topics.labels());
  }

  private String operand(String metric) {
    String selector = metric + pick(topics.matchers());
    return random.nextInt(3) == 0
        ? selector + shift()
        : pick(RATES) + "(" + selector + "[" + range() + "]" + shift() + ")";
  }

  private String range() {
    return random.nextBoolean()
        ? 5 * random.nextLong(1, 60) + "s"
        : random.nextInt(6) == 0 ? millis(1, 12_000) : millis(10_000, 400_000);
  }

  private String shift() {
    String at = random.nextInt(8) == 0
        ? pick(List.of(" @ start()", " @ end()", " @ " + (startMillis - 17_000) / 1e3))
        : "";
    return switch (random.nextInt(4)) {
      case 0 -> at + " offset " + millis(1, 200_000);
      case 1 -> at + " offset -" + (random.nextBoolean() ? "10s" : millis(1, 100_000));
      default -> at;
    };
  }

  private String millis(long least, long end) {
    return random.nextLong(least, end) + "ms";
  }

  private String pick(List<String> texts) {
    return texts.get(random.nextInt(texts.size()));
  }
}
