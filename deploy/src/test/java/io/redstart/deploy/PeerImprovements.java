// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.redstart.model.Labels;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Applies or removes every {@link Improvement}, so that the rest of both sides must be equal, and
 * remembers which ones made a difference.
 */
final class PeerImprovements {
  /** The jobs that the connector skips. */
  static final Set<String> UNKNOWN_JOBS = Set.of("unknown_service", "shop/unknown_service");

  private static final List<String> SCOPE_LABELS =
      List.of("span_instrumentation_scope_name", "span_instrumentation_scope_version");
  private static final List<String> KEPT_ON_OVERFLOW =
      List.of("service_name", "span_kind", "status_code", "job", "instance", "span_name");
  private static final double SUM_TOLERANCE = 1e-12;
  private static final double STANDARD_DEVIATIONS_MAX = 6;

  private final PeerBlock block;
  private final List<ExportTraceServiceRequest> sent;
  private final Set<Improvement> met = EnumSet.noneOf(Improvement.class);

  PeerImprovements(PeerBlock block, List<ExportTraceServiceRequest> sent) {
    this.block = block;
    this.sent = sent;
  }

  Set<Improvement> met() {
    return met;
  }

  /** Returns Redstart's series without those that the connector does not have. */
  RedSeries without(RedSeries here) {
    assertUnknownService(here.remove(UNKNOWN_JOBS));
    if (block == PeerBlock.LIMIT) {
      assertOverflowKeepsService(here.calls().keySet());
    }
    return comparable(here);
  }

  /** Returns the connector's series with the improvements applied. */
  RedSeries without(CollectorSeries there) {
    met.addAll(there.met());
    return comparable(there.series());
  }

  /** Removes the labels that differ, so that the series add up. */
  private RedSeries comparable(RedSeries series) {
    return switch (block) {
      case SCOPES -> {
        met.add(Improvement.SCOPE_OF_EVERY_SPAN);
        yield series.relabel(labels -> labels.without(SCOPE_LABELS));
      }
      case LIMIT -> series.relabel(labels -> Labels.of("job", serviceOf(labels)));
      default -> series;
    };
  }

  /** The connector's overflow has no service, and Redstart's may have no job. */
  private static String serviceOf(Labels labels) {
    return labels.has("service_name")
        ? labels.get("service_name")
        : labels.get("job").replaceFirst("^shop/", "");
  }

  private static void assertOverflowKeepsService(Set<Labels> here) {
    List<Labels> overflow =
        here.stream().filter(labels -> labels.has("otel_metric_overflow")).toList();
    assertThat(overflow).isNotEmpty().allSatisfy(labels -> {
      assertThat(labels.has("service_name")).isTrue();
      assertThat(labels.without(KEPT_ON_OVERFLOW))
          .isEqualTo(Labels.of("otel_metric_overflow", "true"));
    });
  }

  /** Checks that Redstart counts every span that the connector skips. */
  private void assertUnknownService(RedSeries unknown) {
    met.add(Improvement.UNKNOWN_SERVICE);
    RedSeries.Durations here = new RedSeries.Durations();
    unknown.durations().values().forEach(here::add);
    RedSeries.Durations truth =
        RandomRequests.ofUnknownService(sent, here.cumulative().keySet(), block.nanosPerUnit());
    assertThat(calls(unknown)).as("calls of no service").isPositive().isEqualTo(truth.count());
    if (block == PeerBlock.SAMPLING_METHOD) {
      assertThat(unknown.durations()).isEmpty();
      return;
    }
    assertThat(here.count()).as("durations of no service").isEqualTo(truth.count());
    assertThat(here.sum()).isCloseTo(truth.sum(), within(truth.sum() * SUM_TOLERANCE));
    if (block != PeerBlock.EXPONENTIAL) {
      assertThat(here.cumulative()).isEqualTo(truth.cumulative());
    }
  }

  /** Checks that the connector's random rounding of the sampled calls stays within chance. */
  void assertSampledCalls(RedSeries here, RedSeries there) {
    met.add(Improvement.EXACT_WEIGHTS);
    double deviation = RandomRequests.sampledCallsDeviation(sent);
    assertThat(sampledCalls(here))
        .as("calls of the sampled service")
        .isPositive()
        .isCloseTo(sampledCalls(there), within(STANDARD_DEVIATIONS_MAX * deviation));
  }

  private static double sampledCalls(RedSeries series) {
    return series.calls().entrySet().stream()
        .filter(entry -> PeerComparison.isSampled(entry.getKey()))
        .mapToDouble(entry -> entry.getValue())
        .sum();
  }

  private static double calls(RedSeries series) {
    return series.calls().values().stream().mapToDouble(Double::doubleValue).sum();
  }
}
