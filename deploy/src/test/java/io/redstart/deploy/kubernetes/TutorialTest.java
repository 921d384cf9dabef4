// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Checks the objects of the tutorial that its overlay replaces. */
class TutorialTest {
  private static List<Manifest> manifests() {
    return Layer.written("overlays/tutorial");
  }

  @Test
  void tutorialCollector_sendsEverySpanToIngestBeforeSampling() {
    List<Manifest> manifests = manifests();
    OpenTelemetryCollector.Config config = manifests.stream()
        .map(Manifest::resource)
        .filter(OpenTelemetryCollector.class::isInstance)
        .map(OpenTelemetryCollector.class::cast)
        .findFirst()
        .orElseThrow()
        .config();
    Map<String, OpenTelemetryCollector.Pipeline> pipelines = config.service().pipelines();

    assertThat(pipelines.get("traces/spanmetrics"))
        .isEqualTo(
            new OpenTelemetryCollector.Pipeline(List.of("otlp"), null, List.of("otlp/redstart")));
    assertThat(pipelines.get("traces"))
        .isEqualTo(new OpenTelemetryCollector.Pipeline(
            List.of("otlp"), List.of("tail_sampling"), List.of("otlp/traces")));
    assertThat(pipelines.get("metrics"))
        .isEqualTo(new OpenTelemetryCollector.Pipeline(
            List.of("otlp"), null, List.of("otlphttp/metrics")));
    assertThat(config.exporters().get("otlp/redstart"))
        .containsEntry("endpoint", "redstart-ingest.observability-backend.svc.cluster.local:4317");
    for (OpenTelemetryCollector.Pipeline pipeline : pipelines.values()) {
      assertThat(config.receivers()).containsKeys(pipeline.receivers().toArray(String[]::new));
      assertThat(config.exporters()).containsKeys(pipeline.exporters().toArray(String[]::new));
    }
  }

  @Test
  void tutorialJaeger_asksTheQueryService() {
    Workload jaeger = Workload.allOf(manifests()).stream()
        .filter(workload -> workload.name().equals("jaeger"))
        .findFirst()
        .orElseThrow();
    Map<String, String> environment = new TreeMap<>();
    jaeger.container().getEnv().forEach(one -> environment.put(one.getName(), one.getValue()));

    assertThat(environment)
        .containsEntry("METRICS_STORAGE_TYPE", "prometheus")
        .containsEntry("PROMETHEUS_SERVER_URL", "http://redstart-query.observability-backend")
        .containsEntry("PROMETHEUS_QUERY_SUPPORT_SPANMETRICS_CONNECTOR", "true")
        .containsEntry("PROMETHEUS_QUERY_NORMALIZE_CALLS", "true")
        .containsEntry("PROMETHEUS_QUERY_NORMALIZE_DURATION", "true");
  }
}
