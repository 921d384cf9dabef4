// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.telemetry;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.redstart.limit.MemoryBudget;
import io.redstart.memory.MemoryPart;
import io.redstart.memory.MemoryPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Exports the usage of each part of the memory and warns before one is full: when it reaches
 * {@value #WARN_PERCENT} %, and again while it refuses, at most once a minute for each part.
 *
 * <pre>
 *   redstart.memory.used.bytes{part}, redstart.memory.max.bytes{part},
 *   redstart.memory.refusals{part}
 * </pre>
 *
 * <p>One thread at a time.
 */
final class MemoryWatch {
  /** The interval at which {@link #look} must be called. */
  static final long LOOK_EVERY_MILLIS = 1_000;

  static final int WARN_PERCENT = 80;

  private static final int QUIET_LOOKS = (int) (TimeUnit.MINUTES.toMillis(1) / LOOK_EVERY_MILLIS);
  private static final long MIB = 1L << 20;

  private final Consumer<String> warnings;
  private final List<Part> parts = new ArrayList<>();

  /**
   * Creates a watch.
   *
   * @param warnings receives the log lines
   */
  MemoryWatch(MemoryPlan plan, MeterRegistry meters, Consumer<String> warnings) {
    this.warnings = warnings;
    plan.budgets().forEach((part, budget) -> {
      register(part, budget, meters);
      parts.add(new Part(part, budget, plan.settingOf(part)));
    });
  }

  private static void register(MemoryPart part, MemoryBudget budget, MeterRegistry meters) {
    Gauge.builder("redstart.memory.used.bytes", budget, MemoryBudget::usedBytes)
        .description("Heap that a part of the process holds, by its estimates")
        .tag("part", part.tag())
        .register(meters);
    Gauge.builder("redstart.memory.max.bytes", budget, MemoryBudget::maxBytes)
        .description("Limit of the heap that a part of the process holds")
        .tag("part", part.tag())
        .register(meters);
    FunctionCounter.builder("redstart.memory.refusals", budget, MemoryBudget::refusals)
        .description("Times a part of the process needed more heap than its limit")
        .tag("part", part.tag())
        .register(meters);
  }

  /** Checks every part and warns about nearly full ones. */
  void look() {
    parts.forEach(Part::look);
  }

  private final class Part {
    private final MemoryPart part;
    private final MemoryBudget budget;
    private final String setting;
    private boolean told;
    private long toldRefusals;
    private int looksSinceLine = QUIET_LOOKS;

    Part(MemoryPart part, MemoryBudget budget, String setting) {
      this.part = part;
      this.budget = budget;
      this.setting = setting;
    }

    void look() {
      looksSinceLine++;
      long peakBytes = budget.peakBytesSinceAsked();
      long refusals = budget.refusals() - toldRefusals;
      boolean nearlyFull = peakBytes * 100 >= budget.maxBytes() * WARN_PERCENT;
      told &= nearlyFull;
      if (looksSinceLine >= QUIET_LOOKS && (refusals > 0 || (nearlyFull && !told))) {
        warnings.accept(line(peakBytes, refusals));
        told = true;
        toldRefusals += refusals;
        looksSinceLine = 0;
      }
    }

    private String line(long usedBytes, long refusals) {
      long maxBytes = budget.maxBytes();
      return "memory for " + part.tag() + ": " + usedBytes / MIB + " of " + maxBytes / MIB
          + " MiB are used; when it is full, " + part.whenFull()
          + (refusals == 0 ? "" : ", " + refusals + " times since the last warning")
          + "; a larger heap (-Xmx) or a larger " + setting + " helps";
    }
  }
}
