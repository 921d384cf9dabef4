// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubernetes.client.openapi.models.V1EnvVar;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1Toleration;
import io.redstart.deploy.RedstartConfig;
import io.redstart.deploy.docker.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Checks the rendered chart as the manifests are checked, and that both are the same. */
class HelmChartTest extends LayersContract {
  private static final String RELEASE = "redstart";

  @Override
  List<String> layers() {
    return List.of("defaults", "production");
  }

  @Override
  List<Manifest> read(String layer) {
    List<Path> files = layer.equals("production") ? List.of(HelmChart.PRODUCTION) : List.of();
    return HelmChart.render(RELEASE, files, Map.of());
  }

  @Test
  void defaults_equalTheBase() {
    assertThat(Normal.of(read("defaults"))).isEqualTo(Normal.of(Layer.written("base")));
  }

  @Test
  void productionValues_equalTheOverlay() {
    List<Manifest> overlay = Layer.rendered("overlays/production");
    assertThat(Normal.of(read("production"))).isEqualTo(Normal.of(overlay));
  }

  @Test
  void lint_findsNothing() {
    assertThat(HelmChart.lint().isFailed())
        .as("%s", HelmChart.lint().getMessages())
        .isFalse();
  }

  @Test
  void versions_areTheProjects() throws IOException {
    JsonNode chart =
        Manifest.read(Files.readString(Path.of("helm", "redstart", "Chart.yaml")), JsonNode.class);
    assertThat(chart.path("version").asText()).isEqualTo(Image.projectVersion());
    assertThat(chart.path("appVersion").asText()).isEqualTo(Image.projectVersion());
  }

  @Test
  void unknownValue_isRefused() {
    assertThatThrownBy(() -> HelmChart.render(RELEASE, List.of(), Map.of("ingest.replica", 3)))
        .hasMessageContaining("'replica' not allowed");
  }

  @Test
  void settings_areMergedWithTheCertificates() throws Exception {
    List<Manifest> manifests = HelmChart.render(
        RELEASE, List.of(), Map.of("tls.serverSecret", "ours", "settings.query.timeout", "30s"));
    RedstartConfig settings = Workload.oursOf(manifests).get(0).settings(manifests);
    assertThat(settings.query().timeout()).hasSeconds(30);
    assertThat(settings.query().tls().certFile()).isEqualTo("/etc/redstart-tls/server/tls.crt");
  }

  @Test
  void otherRelease_hasItsOwnNamesAndSelectors() {
    List<Manifest> manifests = HelmChart.render("shop", List.of(), Map.of());
    assertThat(manifests).extracting(Manifest::name).allMatch(name -> name.startsWith("shop-"));
    assertThat(Workload.oursOf(manifests))
        .hasSize(3)
        .allMatch(
            workload -> workload.labels().get("app.kubernetes.io/instance").equals("shop"));
  }

  @Test
  void rareValues_areUsed() {
    List<Manifest> manifests = HelmChart.render(
        RELEASE,
        List.of(Path.of("src", "test", "resources", "helm", "rare-values.yaml")),
        Map.of());
    assertThat(manifests)
        .extracting(Manifest::kind)
        .contains("Deployment")
        .doesNotContain("HorizontalPodAutoscaler", "NetworkPolicy");
    assertThat(Workload.oursOf(manifests)).hasSize(3).allSatisfy(workload -> {
      V1PodSpec pod = workload.pod().getSpec();
      assertThat(workload.labels()).containsEntry("team", "observability");
      assertThat(workload.pod().getMetadata().getAnnotations())
          .containsEntry("linkerd.io/inject", "disabled");
      assertThat(pod.getNodeSelector()).containsEntry("disk", "ssd");
      assertThat(pod.getTolerations())
          .extracting(V1Toleration::getKey)
          .containsExactly("dedicated");
      assertThat(pod.getImagePullSecrets()).hasSize(1);
      assertThat(workload.mountedAt(Path.of("/etc/redstart-tokens"))).contains("tokens");
      assertThat(workload.container().getEnv())
          .extracting(V1EnvVar::getName)
          .contains("JDK_JAVA_OPTIONS");
    });
    assertThat(Workload.oursOf(manifests).stream().flatMap(one -> one.claims().stream()))
        .extracting(claim -> claim.getSpec().getStorageClassName())
        .containsExactly("fast");
    assertThat(manifests)
        .filteredOn(manifest -> manifest.resource() instanceof V1Service)
        .extracting(manifest -> ((V1Service) manifest.resource()).getSpec().getType())
        .containsExactlyInAnyOrder("LoadBalancer", "LoadBalancer", null);
  }

  @Test
  void pods_restartForChangedSettings() {
    assertThat(checksums(Map.of("settings.telemetry.log_level", "debug")))
        .doesNotContainAnyElementsOf(checksums(Map.of()));
  }

  private static List<String> checksums(Map<String, ?> values) {
    return Workload.oursOf(HelmChart.render(RELEASE, List.of(), values)).stream()
        .map(workload -> workload.pod().getMetadata().getAnnotations().get("checksum/settings"))
        .toList();
  }
}
