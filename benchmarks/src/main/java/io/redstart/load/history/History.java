// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.history;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.redstart.model.Labels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;

/**
 * Describes the spans of a stretch of time, so that several receivers can be filled with the same
 * ones. Each operation of each service is called about equally often in every window. Its durations
 * are lognormal; the medians of a service's operations spread from 1 ms to 1 s. Every tenth
 * operation also fails now and then, which makes a label set of its own.
 *
 * @param services the number of services
 * @param operations the number of operations per service
 * @param spans the mean number of spans that an operation has in a window (Poisson)
 * @param sigma of the lognormal durations
 * @param bornPercent how many operations, in percent, have their first span only in the last hour
 * @param seed of everything random
 * @param startMillis the beginning, a multiple of a minute
 * @param windows the number of windows of 5 s
 */
public record History(
    int services,
    int operations,
    double spans,
    double sigma,
    int bornPercent,
    long seed,
    long startMillis,
    int windows) {
  static final long WINDOW_MILLIS = 5_000;

  private static final long HOUR_WINDOWS = 720;
  private static final int FAILING_EVERY = 10;
  private static final double LEAST_MEDIAN_NANOS = 1e6;
  /** From 1 ms to 1 s. */
  private static final int DECADES = 3;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads a description. */
  public static History read(Path file) throws IOException {
    return JSON.readValue(file.toFile(), History.class);
  }

  void write(Path file) throws IOException {
    JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), this);
  }

  /** Returns the stamp of the last window. */
  @JsonIgnore
  public long endMillis() {
    return startMillis + windows * WINDOW_MILLIS;
  }

  /** Returns the number of label sets: one per operation, and one for the errors of each tenth. */
  @JsonIgnore
  public int labelSets() {
    return services * setsPerService();
  }

  private int setsPerService() {
    return operations + operations / FAILING_EVERY;
  }

  private int operation(int labelSet) {
    int inService = labelSet % setsPerService();
    return inService < operations ? inService : (inService - operations) * FAILING_EVERY;
  }

  private boolean fails(int labelSet) {
    return labelSet % setsPerService() >= operations;
  }

  /** Returns the name of a service. */
  public static String service(int service) {
    return "service-" + service;
  }

  Labels labels(int labelSet) {
    String service = service(labelSet / setsPerService());
    return Labels.of(
        "job",
        service,
        "service_name",
        service,
        "span_kind",
        "SPAN_KIND_SERVER",
        "span_name",
        "GET /operation/" + operation(labelSet),
        "status_code",
        fails(labelSet) ? "STATUS_CODE_ERROR" : "STATUS_CODE_UNSET");
  }

  /** Starts the spans of a label set from the first window on. */
  Spans spans(int labelSet) {
    return new Spans(labelSet);
  }

  /** The spans of one label set, window by window. */
  final class Spans {
    private final SplittableRandom random;
    private final double perWindow;
    private final double medianNanos;
    private final int firstWindow;
    private int window;

    private Spans(int labelSet) {
      random = new SplittableRandom(seed * 1_000_003 + labelSet);
      perWindow = fails(labelSet) ? spans / FAILING_EVERY : spans;
      medianNanos =
          LEAST_MEDIAN_NANOS * Math.pow(10, DECADES * operation(labelSet) / (double) operations);
      boolean born = random.nextInt(100) < bornPercent;
      firstWindow = born ? (int) (windows - random.nextLong(HOUR_WINDOWS)) : 0;
    }

    /** Passes on the durations of the next window, in nanoseconds. */
    void nextWindow(LongConsumer durationNanos) {
      if (window++ < firstWindow) {
        return;
      }
      for (int left = count(); left > 0; left--) {
        durationNanos.accept((long) (medianNanos * Math.exp(sigma * random.nextGaussian())));
      }
    }

    private int count() {
      double rest = Math.exp(-perWindow);
      int count = 0;
      for (double product = random.nextDouble(); product > rest; product *= random.nextDouble()) {
        count++;
      }
      return count;
    }
  }
}
