// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.docker;

import static org.assertj.core.api.Assertions.assertThat;

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

  private final JsonNode services = yaml("compose.yaml").get("services");

  private static JsonNode yaml(String file) {
    try {
      return new YAMLMapper().readTree(FOLDER.resolve(file).toFile());
    } catch (IOException e) {
      throw new IllegalStateException(file, e);
    }
  }

  @Test
  void publishedPorts_areLocalAndNeverTwice() {
    List<String> published = new ArrayList<>();
    services.forEach(service -> service
        .path("ports")
        .forEach(port -> published.add(port.asText().replaceFirst(":\\d+$", ""))));

    assertThat(published).doesNotHaveDuplicates().allMatch(port -> port.startsWith("127.0.0.1:"));
  }

  @Test
  void redstartsPorts_areTheImages() {
    List<Integer> inside = new ArrayList<>();
    services
        .at("/redstart/ports")
        .forEach(port -> inside.add(Integer.valueOf(port.asText().replaceFirst(".*:", ""))));

    assertThat(Image.read().exposed()).containsAll(inside);
  }

  @Test
  void redstartsImage_isOfThisVersion() {
    assertThat(services.at("/redstart/image").asText())
        .isEqualTo("redstart:" + Image.projectVersion());
  }

  @Test
  void jaeger_sendsSpansToRedstartAndAsksItForMetrics() {
    JsonNode jaeger = yaml("jaeger.yaml");

    assertThat(jaeger.at("/service/pipelines/traces~1redstart/exporters/0").asText())
        .isEqualTo("otlp/redstart");
    assertThat(jaeger.at("/exporters/otlp~1redstart/endpoint").asText()).isEqualTo("redstart:4317");
    assertThat(jaeger
            .at("/extensions/jaeger_storage/metric_backends/redstart/prometheus/endpoint")
            .asText())
        .isEqualTo("http://redstart:9090");
  }

  @Test
  void redstartsVolume_isTheImages() {
    assertThat(services.at("/redstart/volumes"))
        .extracting(JsonNode::asText)
        .containsExactly("data:/var/lib/redstart");
    assertThat(Image.text()).contains("\nVOLUME /var/lib/redstart\n");
    assertThat(yaml("compose.yaml").at("/volumes").has("data")).isTrue();
  }

  @Test
  void redstart_mayCloseItsStoreBeforeItIsKilled() {
    String grace = services.at("/redstart/stop_grace_period").asText();
    assertThat(Integer.parseInt(grace.replaceFirst("s$", "")))
        .isGreaterThan(StopTime.secondsMax("") + 3);
  }

  @Test
  void mountedFiles_exist() {
    List<String> mounted = new ArrayList<>();
    services.forEach(service ->
        service.path("volumes").forEach(volume -> mounted.add(volume.asText().split(":")[0])));

    assertThat(mounted)
        .filteredOn(source -> source.startsWith("."))
        .isNotEmpty()
        .allMatch(source -> Files.exists(FOLDER.resolve(source)));
  }
}
