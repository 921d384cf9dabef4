// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.StringJoiner;

/**
 * Writes random series in promqltest's language: gauges {@code m}, counters {@code c}, partners
 * {@code one}, classic histograms {@code d_bucket}, native histograms {@code n}, those with custom
 * buckets {@code x}, and {@code mix} of numbers and histograms. They have gaps, staleness markers,
 * resets, births and ends. Numbers are quarters, so that sums of them are exact.
 */
final class RandomData {
  /** The distance of possible samples. */
  static final int STEP_SECONDS = 1;

  /** The last possible sample. */
  static final int END_SECONDS = 900;

  private static final String[] BOUNDS = {"0.25", "1", "4", "+Inf"};
  private static final int[] SCHEMAS = {0, 0, 1, 2, -1};

  private final SplittableRandom random;
  private final List<String> lines = new ArrayList<>();

  private RandomData(SplittableRandom random) {
    this.random = random;
  }

  /** Returns the lines of a {@code load} with a step of a second. */
  static List<String> lines(SplittableRandom random) {
    RandomData data = new RandomData(random);
    for (int i = 0; i < random.nextInt(1, 6); i++) {
      data.gauge("m{" + data.group() + ",i=\"" + i + "\"}");
    }
    for (int i = 0; i < random.nextInt(1, 5); i++) {
      data.counter("c{" + data.group() + ",i=\"" + i + "\"}");
    }
    for (int g = 0; g < 3; g++) {
      if (random.nextInt(4) > 0) {
        data.gauge("one{g=\"" + g + "\",t=\"t" + g % 2 + "\"}");
      }
    }
    for (int i = 0; i < random.nextInt(1, 3); i++) {
      data.classic("g=\"" + i + "\"");
    }
    for (int i = 0; i < random.nextInt(1, 4); i++) {
      data.histograms("n{" + data.group() + ",i=\"" + i + "\"}", false, 0);
    }
    for (int i = 0; i < random.nextInt(1, 3); i++) {
      data.histograms("x{g=\"" + random.nextInt(3) + "\",i=\"" + i + "\"}", true, 0);
    }
    data.histograms("mix{g=\"" + random.nextInt(3) + "\"}", random.nextBoolean(), 3);
    return data.lines;
  }

  private String group() {
    return "g=\"" + random.nextInt(3) + "\",h=\"" + random.nextInt(2) + "\"";
  }

  /** Returns the seconds of the samples of a series. */
  private List<Integer> times() {
    List<Integer> times = new ArrayList<>();
    int interval = new int[] {5, 10, 15, 30}[random.nextInt(4)];
    int time = random.nextInt(4) == 0 ? random.nextInt(END_SECONDS) : random.nextInt(30);
    int end = random.nextInt(3) == 0 ? random.nextInt(END_SECONDS) : END_SECONDS;
    boolean isRegular = random.nextBoolean();
    while (time <= end) {
      times.add(time);
      int distance = isRegular ? interval : random.nextInt(1, 2 * interval);
      time += random.nextInt(20) == 0 ? random.nextInt(20, 400) : distance;
    }
    return times;
  }

  private double quarter(int from, int to) {
    return random.nextInt(4 * from, 4 * to) / 4.0;
  }

  private void gauge(String series) {
    boolean isOdd = random.nextInt(5) == 0;
    boolean isWide = random.nextInt(3) == 0;
    Line line = new Line(series);
    for (int time : times()) {
      String value = switch (isOdd ? random.nextInt(12) : 11) {
        case 0, 1 -> "NaN";
        case 2 -> "Inf";
        case 3 -> "-Inf";
        default -> isWide ? "" + quarter(-2000, 2000) : "" + random.nextInt(-3, 4);
      };
      line.add(time, random.nextInt(30) == 0 ? "stale" : value);
    }
    line.end();
  }

  private void counter(String series) {
    Line line = new Line(series);
    double value = random.nextInt(3) == 0 ? 0 : quarter(0, 1000);
    for (int time : times()) {
      value = random.nextInt(25) == 0 ? quarter(0, 5) : value + quarter(0, 10) * random.nextInt(2);
      line.add(time, random.nextInt(30) == 0 ? "stale" : "" + value);
    }
    line.end();
  }

  private void classic(String labels) {
    List<Integer> times = times();
    List<Line> buckets = new ArrayList<>();
    for (String bound : BOUNDS) {
      buckets.add(new Line("d_bucket{" + labels + ",le=\"" + bound + "\"}"));
    }
    Line count = new Line("d_count{" + labels + "}");
    double[] counts = new double[BOUNDS.length];
    for (int time : times) {
      boolean isReset = random.nextInt(25) == 0;
      double more = 0;
      for (int i = 0; i < counts.length; i++) {
        more += random.nextInt(4);
        counts[i] = isReset ? more : counts[i] + more;
        buckets.get(i).add(time, "" + counts[i]);
      }
      count.add(time, "" + counts[counts.length - 1]);
    }
    buckets.forEach(Line::end);
    count.end();
  }

  /** Writes histograms that grow, with some resets and changes of their layout. */
  private void histograms(String series, boolean isCustom, int numbersOfTen) {
    Line line = new Line(series);
    int schema = SCHEMAS[random.nextInt(SCHEMAS.length)];
    int bounds = random.nextInt(2, 5);
    boolean isGauge = random.nextInt(6) == 0;
    boolean hasNegative = !isCustom && random.nextInt(4) == 0;
    boolean hasZero = !isCustom && random.nextBoolean();
    int offset = random.nextInt(-2, 3);
    int[] counts = new int[bounds];
    int[] negative = new int[2];
    int zero = 0;
    double sum = 0;
    for (int time : times()) {
      if (random.nextInt(10) < numbersOfTen) {
        line.add(time, "" + quarter(-10, 10));
        continue;
      }
      if (random.nextInt(40) == 0) {
        line.add(time, "stale");
        continue;
      }
      if (random.nextInt(25) == 0) {
        counts = new int[random.nextInt(2, 5)];
        negative = new int[2];
        zero = 0;
        sum = 0;
        schema = SCHEMAS[random.nextInt(SCHEMAS.length)];
      }
      int count = 0;
      for (int i = 0; i < counts.length; i++) {
        counts[i] = isGauge ? random.nextInt(5) : counts[i] + random.nextInt(3);
        count += counts[i];
      }
      zero += hasZero ? random.nextInt(2) : 0;
      count += zero;
      sum = isGauge ? quarter(0, 20) : sum + quarter(0, 5);
      StringJoiner text = new StringJoiner(" ", "{{", "}}");
      text.add("schema:" + (isCustom ? -53 : schema)).add("sum:" + sum);
      if (isCustom) {
        text.add("custom_values:" + bounds(counts.length));
      } else {
        text.add("offset:" + offset);
      }
      if (hasNegative) {
        negative[random.nextInt(2)]++;
        count += negative[0] + negative[1];
        text.add("n_buckets:" + list(negative)).add("n_offset:1");
      }
      if (hasZero) {
        text.add("z_bucket:" + zero).add("z_bucket_w:0.125");
      }
      text.add("buckets:" + list(counts)).add("count:" + count);
      if (isGauge) {
        text.add("counter_reset_hint:gauge");
      }
      line.add(time, text.toString());
    }
    line.end();
  }

  private static String bounds(int buckets) {
    StringJoiner bounds = new StringJoiner(" ", "[", "]");
    for (int i = 0; i + 1 < buckets; i++) {
      bounds.add("" + (1 << i));
    }
    return bounds.toString();
  }

  private static String list(int[] counts) {
    StringJoiner list = new StringJoiner(" ", "[", "]");
    for (int count : counts) {
      list.add("" + count);
    }
    return list.toString();
  }

  /** One series that is written. */
  private final class Line {
    private final StringBuilder text;
    private int next;

    Line(String series) {
      text = new StringBuilder(series);
    }

    void add(int seconds, String sample) {
      if (seconds > next) {
        text.append(" _x").append(seconds - next);
      }
      text.append(' ').append(sample);
      next = seconds + 1;
    }

    void end() {
      if (next > 0) {
        lines.add(text.toString());
      }
    }
  }
}
