// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.spanmetrics;

import io.redstart.config.Complaints;
import io.redstart.config.GoDuration;
import io.redstart.config.Setting;
import io.redstart.model.CellLayout;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The block {@code spanmetrics.histogram}: how durations are listed. Without {@code explicit} and
 * {@code exponential} the connector's buckets are used.
 *
 * @param disable whether durations are left out
 * @param unit their unit
 * @param explicit the listed buckets
 * @param exponential set if only fine bins are counted
 * @param dimensions attributes that become labels of durations only
 */
public record HistogramConfig(
    @Setting(
        doc = "Whether durations are left out, so that only calls are counted",
        byDefault = "false")
    boolean disable,

    @Setting(doc = "Unit of the listed durations", byDefault = "ms")
    SpanMetricsConfig.Unit unit,

    @Nullable ExplicitConfig explicit,
    @Nullable ExponentialConfig exponential,

    @Setting(doc = "Attributes that become labels of durations, but not of calls", byDefault = "[]")
    List<Dimension> dimensions) {
  /** The connector's buckets, connector.go. */
  private static final List<Duration> DEFAULT_BUCKETS = Stream.of(
          2, 4, 6, 8, 10, 50, 100, 200, 400, 800, 1_000, 1_400, 2_000, 5_000, 10_000, 15_000)
      .map(Duration::ofMillis)
      .toList();

  /** Checks the dimensions, and that at most one kind of buckets is set. */
  public HistogramConfig {
    dimensions = Dimension.checked(dimensions);
    if (explicit != null && exponential != null) {
      throw new IllegalArgumentException("explicit and exponential exclude each other");
    }
  }

  /** Creates a configuration with explicit buckets. */
  public HistogramConfig(SpanMetricsConfig.Unit unit, List<Duration> buckets) {
    this(false, unit, new ExplicitConfig(buckets), null, List.of());
  }

  /** Returns the upper bounds of the buckets that are listed and counted exactly. */
  public List<Duration> buckets() {
    if (explicit != null) {
      return explicit.buckets;
    }
    return exponential != null ? List.of() : DEFAULT_BUCKETS;
  }

  /** Returns the cells to count in. */
  public CellLayout layout() {
    return CellLayout.of(buckets().stream().mapToLong(Duration::toNanos).toArray());
  }

  /**
   * The configured buckets.
   *
   * @param buckets upper bounds, ascending, without {@code +Inf}
   */
  public record ExplicitConfig(
      @Setting(
          doc = "Upper bounds of the buckets that are listed and counted exactly; without"
              + " `explicit` they are 2, 4, 6, 8, 10, 50, 100, 200, 400 and 800 ms, 1, 1.4, 2, 5,"
              + " 10 and 15 s",
          byDefault = "[]")
      List<Duration> buckets) {
    /** Copies the list; bounds must be longer than 0 s and ascend. */
    public ExplicitConfig {
      buckets = List.copyOf(buckets);
      Complaints complaints = new Complaints();
      Duration previous = Duration.ZERO;
      for (Duration bound : buckets) {
        if (bound.compareTo(previous) <= 0) {
          complaints.add("buckets must ascend from above 0s, but %s comes after %s"
              .formatted(GoDuration.format(bound), GoDuration.format(previous)));
        }
        previous = bound;
      }
      complaints.throwIfAny();
      if (buckets.size() > CellLayout.BOUNDS_MAX) {
        throw new IllegalArgumentException(
            buckets.size() + " buckets, at most " + CellLayout.BOUNDS_MAX);
      }
    }
  }

  /**
   * Counts durations in fine bins only.
   *
   * @param maxSize the connector's number of buckets, 0 or more; the fine bins have more
   */
  public record ExponentialConfig(
      @Setting(
          doc = "The connector's largest number of buckets; ignored here: every duration is"
              + " counted in a bin at most 0.78 % wide",
          byDefault = "160")
      int maxSize) {
    /** Checks the number. */
    public ExponentialConfig {
      if (maxSize < 0) {
        throw new IllegalArgumentException("max_size must be 0 or more, not " + maxSize);
      }
    }
  }
}
