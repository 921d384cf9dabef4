// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.redstart.model.Labels;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Compares what is kept with the page that a Prometheus would read. */
class RegistryScrapeTest {
  private static final Pattern LINE = Pattern.compile("(redstart_\\w+)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  @BeforeEach
  void register() {
    Counter.builder("redstart.test.spans")
        .description("Spans")
        .tag("reason", "bad")
        .register(meters)
        .increment(3);
    Gauge.builder("redstart.test.held.bytes", () -> 1.5).description("Held").register(meters);
    Gauge.builder("redstart.test.info", () -> 1)
        .description("Version")
        .tag("version", "1")
        .register(meters);
    Timer timer = Timer.builder("redstart.test.latency")
        .description("Latency")
        .publishPercentiles(0.5, 0.99)
        .register(meters);
    timer.record(Duration.ofMillis(20));
    DistributionSummary histogram = DistributionSummary.builder("redstart.test.sizes")
        .description("Sizes")
        .serviceLevelObjectives(1, 10)
        .register(meters);
    histogram.record(0.5);
    histogram.record(5);
    histogram.record(50);
    meters.counter("other.spans").increment();
  }

  private static Map<Labels, Double> parse(String page) {
    Map<Labels, Double> samples = new TreeMap<>();
    page.lines().map(LINE::matcher).filter(Matcher::matches).forEach(line -> {
      Labels.Builder labels = new Labels.Builder().add(Labels.METRIC_NAME, line.group(1));
      labels.add("job", "redstart").add("instance", "a:1");
      Matcher label = LABEL.matcher(line.group(2) == null ? "" : line.group(2));
      while (label.find()) {
        labels.add(label.group(1), label.group(2));
      }
      String value = line.group(3);
      samples.put(labels.build(), Double.parseDouble(value));
    });
    return samples;
  }

  @Test
  void samples_areThoseOfThePageAndUp() {
    Map<Labels, Double> found = new TreeMap<>();
    RegistryScrape.of(meters.getPrometheusRegistry(), "a:1")
        .samples()
        .forEach(one -> assertThat(found.put(one.labels(), one.value())).isNull());
    Map<Labels, Double> expected = parse(meters.scrape());
    assertThat(expected).hasSizeGreaterThanOrEqualTo(3 + 5 + 6);
    expected.put(OwnNames.up("a:1"), 1.0);
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void families_haveTheTypesAndHelpOfThePage() {
    List<OwnFamily> families =
        RegistryScrape.of(meters.getPrometheusRegistry(), "a:1").families();
    assertThat(families)
        .contains(
            new OwnFamily("redstart_test_spans_total", "counter", "Spans"),
            new OwnFamily("redstart_test_held_bytes", "gauge", "Held"),
            new OwnFamily("redstart_test_latency_seconds", "summary", "Latency"),
            new OwnFamily("redstart_test_sizes", "histogram", "Sizes"))
        .extracting(OwnFamily::name)
        .contains("up")
        .doesNotContain("other_spans_total");
    assertThat(meters.scrape().lines().filter(line -> line.startsWith("# TYPE redstart_")))
        .containsExactlyInAnyOrderElementsOf(families.stream()
            .filter(one -> !one.name().equals("up"))
            .map(one -> "# TYPE " + one.name() + " " + one.type())
            .toList());
  }
}
