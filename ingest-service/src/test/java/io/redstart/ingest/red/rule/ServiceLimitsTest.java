// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redstart.ingest.TestMemory;
import io.redstart.ingest.red.CollidingNames;
import io.redstart.limit.MemoryBudget;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.spanmetrics.SpanLimitsConfig;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ServiceLimitsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void admit_putsFurtherOperationsUnderOneName() {
    ServiceLimits limits = limits(2, 0, 10);
    for (int i = 0; i < 2; i++) {
      Labels fits = labels("checkout", "operation " + i);
      assertThat(limits.admit(Metric.SPANS, fits).labels()).isEqualTo(fits);
    }
    AdmittedLabels third =
        limits.admit(Metric.SPANS, labels("checkout", "operation 2").with("region", "eu"));
    assertThat(third.labels())
        .isEqualTo(labels("checkout", "otel.metric.overflow").with("region", "eu"));
    assertThat(third.admission().isOverflow()).isTrue();
    Labels again = labels("checkout", "operation 1").with("region", "us");
    assertThat(limits.admit(Metric.SPANS, again).labels()).isEqualTo(again);
    assertThat(limits
            .admit(Metric.SPANS, labels("cart", "operation 2"))
            .admission()
            .isOverflow())
        .isFalse();
  }

  @Test
  void admit_putsFurtherLabelSetsUnderTheService() {
    ServiceLimits limits = limits(0, 1, 10);
    Labels first = labels("checkout", "GET /").with("user", "1");
    assertThat(limits.admit(Metric.SPANS, first).labels()).isEqualTo(first);
    AdmittedLabels second =
        limits.admit(Metric.SPANS, labels("checkout", "GET /").with("user", "2"));
    assertThat(second.labels())
        .isEqualTo(labels("checkout", "otel.metric.overflow").with("otel_metric_overflow", "true"));
    assertThat(limits.admit(Metric.SPANS, first).labels()).isEqualTo(first);
  }

  @Test
  void admit_countsNamesChosenToCollideOneByOne() {
    ServiceLimits limits = limits(0, 5, 10);
    long overflows = CollidingNames.labels(20).stream()
        .filter(labels -> limits.admit(Metric.SPANS, labels).admission().isOverflow())
        .count();
    assertThat(overflows).isEqualTo(15);
  }

  @Test
  void admit_leavesOutTheInstance_whenThereAreTooManyOverflows() {
    ServiceLimits limits = limits(0, 1, 10);
    limits.admit(Metric.SPANS, labels("checkout", "GET /"));
    Set<Labels> overflows = new HashSet<>();
    for (int i = 0; i < 10 * ServiceRoom.OVERFLOW_INSTANCES_MAX; i++) {
      overflows.add(limits
          .admit(Metric.SPANS, labels("checkout", "x").with("instance", "pod-" + i))
          .labels());
    }
    assertThat(overflows).hasSize(ServiceRoom.OVERFLOW_INSTANCES_MAX + 1);
  }

  @Test
  void sweep_givesBackWhatWasIdleTwice_andLetsTheOverflowAskAgain() {
    ServiceLimits limits = limits(1, 0, 10);
    Admission busy = limits.admit(Metric.SPANS, labels("cart", "busy")).admission();
    Admission idle = limits.admit(Metric.SPANS, labels("checkout", "old")).admission();
    Admission waiting = limits.admit(Metric.SPANS, labels("checkout", "new")).admission();
    assertThat(idle.use()).isTrue();
    for (int i = 0; i < 2; i++) {
      limits.sweep();
      assertThat(busy.use()).isTrue();
      assertThat(i == 1 || waiting.use()).isTrue();
    }
    assertThat(idle.use()).isFalse();
    assertThat(waiting.use()).isFalse();
    assertThat(limits.admit(Metric.SPANS, labels("checkout", "new")).labels())
        .isEqualTo(labels("checkout", "new"));
    assertThat(limits.admit(Metric.SPANS, labels("checkout", "old")).admission().isOverflow())
        .isTrue();
  }

  @Test
  void services_areTrackedOnceHoweverManyMetricsTheyHave() {
    ServiceLimits limits = limits(5, 5, 1);
    for (Metric metric : Metric.values()) {
      assertThat(limits.admit(metric, labels("a", "x")).labels()).isEqualTo(labels("a", "x"));
      assertThat(limits.admit(metric, labels("b", "x")).admission().isOverflow())
          .isTrue();
    }
    assertThat(limits.services()).isEqualTo(1);
  }

  @Test
  void sweep_forgetsServicesWithoutLabelSets() {
    ServiceLimits limits = limits(5, 5, 1);
    limits.admit(Metric.SPANS, labels("a", "x"));
    AdmittedLabels beyond = limits.admit(Metric.SPANS, labels("b", "x"));
    assertThat(beyond.labels())
        .isEqualTo(labels("b", "otel.metric.overflow").with("otel_metric_overflow", "true"));
    limits.sweep();
    limits.sweep();
    assertThat(limits.services()).isZero();
    assertThat(beyond.admission().use()).isFalse();
    assertThat(limits.admit(Metric.SPANS, labels("b", "x")).labels()).isEqualTo(labels("b", "x"));
  }

  @Test
  void publish_tellsOnlyTheFirstServices() {
    ServiceLimits limits = limits(0, 50, 1000);
    for (int service = 0; service < 40; service++) {
      for (int i = 0; i <= service; i++) {
        limits.admit(Metric.SPANS, labels("service-" + service, "operation " + i));
      }
    }
    for (int i = 0; i < 30; i++) {
      limits.admit(Metric.SPANS, labels("service-39", "more " + i)).admission().use();
    }
    limits.publish();
    assertThat(registry.find("redstart.ingest.service.label.sets").gauges())
        .hasSize(ServiceMeters.SERVICES_MAX)
        .extracting(gauge -> gauge.getId().getTag("service"))
        .contains("service-39", "service-20")
        .doesNotContain("service-19");
    assertThat(registry
            .get("redstart.ingest.service.overflow.spans")
            .tag("service", "service-39")
            .functionCounter()
            .count())
        .isEqualTo(20);
    limits.close();
    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void admit_isAsAListWouldSay() {
    for (int seed = 0; seed < 100; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int operationsMax = random.nextInt(4);
      int labelSetsMax = random.nextInt(8);
      ServiceLimits limits = limits(operationsMax, labelSetsMax, 10);
      Set<String> operations = new HashSet<>();
      Set<Labels> admitted = new HashSet<>();
      for (int i = 0; i < 100; i++) {
        Labels labels = labels("s", "o" + random.nextInt(6)).with("d", "" + random.nextInt(3));
        String operation = labels.get("span_name");
        boolean fits = operationsMax == 0
            || operations.contains(operation)
            || operations.size() < operationsMax;
        Labels expected = fits ? labels : labels.with("span_name", "otel.metric.overflow");
        if (admitted.contains(expected) || labelSetsMax == 0 || admitted.size() < labelSetsMax) {
          admitted.add(expected);
          if (fits) {
            operations.add(operation);
          }
        } else {
          expected = labels("s", "otel.metric.overflow").with("otel_metric_overflow", "true");
        }
        assertThat(limits.admit(Metric.SPANS, labels).labels())
            .as("seed %s, step %s", seed, i)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void admit_holdsTheLimit_whenManyThreadsAsk() throws Exception {
    ServiceLimits limits = limits(0, 50, 10);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<Set<Labels>>> answers = new ArrayList<>();
    for (int thread = 0; thread < 4; thread++) {
      SplittableRandom random = new SplittableRandom(thread);
      answers.add(threads.submit(() -> {
        Set<Labels> admitted = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
          AdmittedLabels one = limits.admit(Metric.SPANS, labels("s", "o" + random.nextInt(200)));
          if (!one.admission().isOverflow() && one.admission().use()) {
            admitted.add(one.labels());
          }
        }
        return admitted;
      }));
    }
    Set<Labels> all = new HashSet<>();
    for (Future<Set<Labels>> answer : answers) {
      all.addAll(answer.get());
    }
    threads.shutdown();
    assertThat(all).hasSize(50);
  }

  @Test
  void admit_countsWhatIsNewAsOverflow_whenMemoryIsUsedUp() {
    MemoryBudget budget = new MemoryBudget("tables", 10_000);
    ServiceLimits limits = new ServiceLimits(
        new SpanLimitsConfig(0, 1_000_000), registry, InstantSource.system(), budget, 2_000);
    AdmittedLabels first = limits.admit(Metric.SPANS, labels("checkout", "operation"));
    assertThat(first.admission().isOverflow()).isFalse();
    for (int i = 0; i < 100; i++) {
      limits.admit(Metric.SPANS, labels("checkout", "operation " + i));
    }
    assertThat(limits.admit(Metric.SPANS, labels("checkout", "new")).admission().isOverflow())
        .isTrue();
    assertThat(limits.admit(Metric.SPANS, labels("checkout", "operation")).admission())
        .as("what was admitted stays")
        .isSameAs(first.admission());
    assertThat(budget.usedBytes()).isBetween(1_000L, 2_000L);
    assertThat(budget.refusals()).isPositive();
    limits.sweep();
    limits.sweep();
    assertThat(budget.usedBytes()).as("idle ones give it back").isZero();
  }

  @Test
  void isLogDue_onceAMinuteForEachService() {
    AtomicLong nowMillis = new AtomicLong(1_000);
    ServiceLimits limits = new ServiceLimits(
        new SpanLimitsConfig(1, 1), registry, () -> Instant.ofEpochMilli(nowMillis.get()));
    assertThat(limits.isLogDue("checkout")).isTrue();
    assertThat(limits.isLogDue("cart")).isTrue();
    nowMillis.addAndGet(ServiceLimits.LOG_INTERVAL_MILLIS - 1);
    assertThat(limits.isLogDue("checkout")).isFalse();
    nowMillis.addAndGet(1);
    assertThat(limits.isLogDue("checkout")).isTrue();
    assertThat(limits.isLogDue("checkout")).isFalse();
  }

  @Test
  void cardinalityLimit_holdsIfItIsSmaller() {
    SpanLimitsConfig limits = new SpanLimitsConfig(7, 100);
    assertThat(limits.withCardinalityLimit(0)).isEqualTo(limits);
    assertThat(limits.withCardinalityLimit(10)).isEqualTo(new SpanLimitsConfig(7, 10));
    assertThat(limits.withCardinalityLimit(1000)).isEqualTo(limits);
    assertThat(new SpanLimitsConfig(0, 0).withCardinalityLimit(5).labelSetsPerService())
        .isEqualTo(5);
  }

  private ServiceLimits limits(int operations, int labelSets, int servicesMax) {
    return new ServiceLimits(
        new SpanLimitsConfig(operations, labelSets),
        registry,
        InstantSource.system(),
        new AdmittedMemory(TestMemory.batches(), Long.MAX_VALUE),
        servicesMax);
  }

  private static Labels labels(String service, String operation) {
    return Labels.of(
        "service_name",
        service,
        "span_name",
        operation,
        "span_kind",
        "SPAN_KIND_SERVER",
        "status_code",
        "STATUS_CODE_UNSET",
        "job",
        service,
        "instance",
        "pod-1");
  }
}
