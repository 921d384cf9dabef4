// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.history;

import io.redstart.config.SettingsReader;
import io.redstart.model.CellLayout;
import io.redstart.model.Labels;
import io.redstart.spanmetrics.SpanMetricsConfig;
import java.io.IOException;
import java.util.Arrays;

/**
 * Turns a history into the series that a Prometheus scrapes every 15 s. It goes through time in
 * slabs, because a Prometheus accepts no sample that is an hour older than its newest one.
 */
final class ScrapeFill {
  private static final int WINDOWS_PER_SCRAPE = 3;
  private static final int SCRAPES_PER_SLAB = 80;

  private final History history;
  private final RemoteWrite target;
  private final long[] boundsNanos;
  private final ScrapedSet[] sets;
  private long samples;

  ScrapeFill(History history, RemoteWrite target) {
    CellLayout layout = SettingsReader.defaults(SpanMetricsConfig.class).layout();
    this.history = history;
    this.target = target;
    this.boundsNanos = layout.boundsNanos();
    this.sets = new ScrapedSet[history.labelSets()];
    Arrays.setAll(sets, ScrapedSet::new);
  }

  long series() {
    return (long) sets.length * (boundsNanos.length + ScrapedSet.OTHERS);
  }

  long samples() {
    return samples;
  }

  void run() throws IOException, InterruptedException {
    int scrapes = history.windows() / WINDOWS_PER_SCRAPE;
    for (int first = 0; first < scrapes; first += SCRAPES_PER_SLAB) {
      int count = Math.min(SCRAPES_PER_SLAB, scrapes - first);
      for (ScrapedSet set : sets) {
        set.scrape(first, count);
      }
    }
  }

  private static long scrapeMillis(History history, int scrape) {
    return history.startMillis() + (scrape + 1L) * WINDOWS_PER_SCRAPE * History.WINDOW_MILLIS;
  }

  /** The counters of a label set: cumulative buckets with +Inf, which is the count, and the sum. */
  private final class ScrapedSet {
    /** The +Inf bucket, the sum, the count, and the calls. */
    private static final int OTHERS = 4;

    private final Labels labels;
    private final History.Spans spans;
    private final long[] buckets = new long[boundsNanos.length + 1];
    private long sumNanos;

    ScrapedSet(int labelSet) {
      labels = history.labels(labelSet);
      spans = history.spans(labelSet);
    }

    private void count(long nanos) {
      int bucket = Arrays.binarySearch(boundsNanos, nanos);
      for (int i = bucket < 0 ? ~bucket : bucket; i < buckets.length; i++) {
        buckets[i]++;
      }
      sumNanos += nanos;
    }

    void scrape(int first, int scrapes) throws IOException, InterruptedException {
      double[][] values = new double[buckets.length + 1][scrapes];
      int alive = 0;
      for (int scrape = 0; scrape < scrapes; scrape++) {
        for (int i = 0; i < WINDOWS_PER_SCRAPE; i++) {
          spans.nextWindow(this::count);
        }
        for (int i = 0; i < buckets.length; i++) {
          values[i][scrape] = buckets[i];
        }
        values[buckets.length][scrape] = sumNanos / 1e6;
        alive += buckets[buckets.length - 1] > 0 ? 1 : 0;
      }
      if (alive > 0) {
        send(values, first, scrapes - alive);
      }
    }

    private void send(double[][] values, int first, int from)
        throws IOException, InterruptedException {
      String name = "traces_span_metrics_duration_milliseconds";
      for (int i = 0; i < boundsNanos.length; i++) {
        send(name + "_bucket", le(boundsNanos[i]), values[i], first, from);
      }
      double[] counts = values[boundsNanos.length];
      send(name + "_bucket", "+Inf", counts, first, from);
      send(name + "_count", "", counts, first, from);
      send(name + "_sum", "", values[buckets.length], first, from);
      send("traces_span_metrics_calls_total", "", counts, first, from);
    }

    private void send(String name, String le, double[] values, int first, int from)
        throws IOException, InterruptedException {
      Labels named = labels.with(Labels.METRIC_NAME, name).with("instance", "collector:8889");
      target.begin(le.isEmpty() ? named : named.with("le", le));
      for (int i = from; i < values.length; i++) {
        target.add(scrapeMillis(history, first + i), values[i]);
      }
      target.end();
      samples += values.length - from;
    }
  }

  private static String le(long nanos) {
    return nanos % 1_000_000 == 0 ? Long.toString(nanos / 1_000_000) : Double.toString(nanos / 1e6);
  }
}
