// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.redstart.deploy.StopTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComposeTest {
  private static final Path FOLDER = Path.of("compose");

  private final ComposeFile compose;

  ComposeTest() throws IOException {
    compose = ComposeFile.read(FOLDER.resolve("compose.yaml"));
  }

  private ComposeFile.Service redstart() {
    return compose.services().get("redstart");
  }

  @Test
  void file_withAnUnknownKeyIsRefused() {
    assertThatThrownBy(() -> ComposeFile.read("services: {redstart: {image: a, readonly: true}}"))
        .hasMessageContaining("readonly");
  }

  @Test
  void publishedPorts_areLocalAndNeverTwice() {
    List<String> published = new ArrayList<>();
    compose
        .services()
        .values()
        .forEach(service ->
            service.ports().forEach(port -> published.add(port.replaceFirst(":\\d+$", ""))));

    assertThat(published).doesNotHaveDuplicates().allMatch(port -> port.startsWith("127.0.0.1:"));
  }

  @Test
  void redstartsPorts_areTheImages() {
    assertThat(redstart().ports())
        .extracting(port -> Integer.valueOf(port.replaceFirst(".*:", "")))
        .hasSize(5)
        .isSubsetOf(Image.read().exposed());
  }

  @Test
  void redstartsImage_isOfThisVersion() {
    assertThat(redstart().image()).isEqualTo("redstart:" + Image.projectVersion());
    assertThat(FOLDER
            .resolve(redstart().build().context())
            .resolve(redstart().build().dockerfile()))
        .exists();
  }

  @Test
  void redstart_hasNoRightsThatItDoesNotNeed() {
    assertThat(redstart().readOnly()).isTrue();
    assertThat(redstart().capDrop()).containsExactly("ALL");
    assertThat(redstart().securityOpt()).containsExactly("no-new-privileges:true");
    assertThat(redstart().tmpfs()).containsExactly("/tmp:exec");
  }

  /** Without a limit its heap may grow to half of the laptop's memory. */
  @Test
  void redstart_hasALimitOfMemoryAndStartsAgainAfterAnError() {
    assertThat(redstart().memLimit()).isEqualTo("1536m");
    assertThat(redstart().restart()).isEqualTo("on-failure");
  }

  /** A trace of the shop has 20 spans on average, and each takes 2 KB of Jaeger's memory. */
  @Test
  void jaegersTraces_fitInHalfOfItsMemory() throws IOException {
    assertThat(compose.services().get("jaeger").memLimit()).isEqualTo("512m");
    assertThat(jaeger()
            .at("/extensions/jaeger_storage/backends/traces/memory/max_traces")
            .asInt())
        .isBetween(1, (512 << 20) / 2 / 40_000);
  }

  private static JsonNode jaeger() throws IOException {
    return new YAMLMapper().readTree(FOLDER.resolve("jaeger.yaml").toFile());
  }

  @Test
  void jaeger_sendsSpansToRedstartAndAsksItForMetrics() throws IOException {
    JsonNode jaeger = jaeger();

    assertThat(jaeger.at("/service/pipelines/traces~1redstart/exporters/0").asText())
        .isEqualTo("otlp_grpc/redstart");
    assertThat(jaeger.at("/exporters/otlp_grpc~1redstart/endpoint").asText())
        .isEqualTo("redstart:4317");
    assertThat(jaeger
            .at("/extensions/jaeger_storage/metric_backends/redstart/prometheus/endpoint")
            .asText())
        .isEqualTo("http://redstart:9090");
  }

  /** The same, with the names of the Services. */
  @Test
  void jaegerInKubernetes_hasTheSameSettings() throws IOException {
    assertThat(Path.of("kubernetes", "overlays", "demo", "jaeger-settings.yaml"))
        .hasContent(Files.readString(FOLDER.resolve("jaeger.yaml"))
            .replace("redstart:9090", "redstart-query:9090")
            .replace("redstart:4317", "redstart-ingest:4317"));
  }

  @Test
  void sender_sendsToJaeger() {
    assertThat(compose.services().get("microsim").environment())
        .containsEntry("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://jaeger:4318/v1/traces");
  }

  @Test
  void redstartsVolume_isTheImages() {
    assertThat(redstart().volumes()).containsExactly("data:" + Image.DATA);
    assertThat(Image.text()).contains("\nVOLUME " + Image.DATA + "\n");
    assertThat(compose.volumes()).containsOnlyKeys("data");
  }

  @Test
  void redstart_mayCloseItsStoreBeforeItIsKilled() {
    assertThat(Integer.parseInt(redstart().stopGracePeriod().replaceFirst("s$", "")))
        .isGreaterThan(StopTime.secondsMax("") + 3);
  }

  @Test
  void mountedFiles_exist() {
    List<String> mounted = new ArrayList<>();
    compose
        .services()
        .values()
        .forEach(
            service -> service.volumes().forEach(volume -> mounted.add(volume.split(":")[0])));

    assertThat(mounted)
        .filteredOn(source -> source.startsWith("."))
        .isNotEmpty()
        .allMatch(source -> Files.exists(FOLDER.resolve(source)));
  }
}
