// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.redstart.config.SettingsException;
import io.redstart.config.SettingsReader;
import io.redstart.config.SettingsSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Checks that the commands of the README can work; {@code JaegerIT} runs some of them. */
class ReadmeTest {
  private static final Pattern SET = Pattern.compile("--set (?:'([^']+)'|(\\S+))");
  private static final Pattern VARIABLE =
      Pattern.compile("\\b(REDSTART_\\w+)=(?:'([^']+)'|(\\S+))");

  private static JsonNode jaeger() throws IOException {
    return new YAMLMapper().readTree(Readme.jaegerFile());
  }

  @Test
  void jaegerFile_definesWhatItsPipelinesUse() throws IOException {
    JsonNode file = jaeger();
    List<String> used = new ArrayList<>();
    file.at("/service/extensions").forEach(name -> used.add("extensions/" + name.asText()));
    file.at("/service/pipelines")
        .forEach(pipeline -> List.of("receivers", "processors", "exporters")
            .forEach(
                kind -> pipeline.path(kind).forEach(name -> used.add(kind + "/" + name.asText()))));

    assertThat(used).contains("receivers/otlp", "exporters/otlp/redstart");
    assertThat(used).allSatisfy(name -> {
      int slash = name.indexOf('/');
      assertThat(file.path(name.substring(0, slash)).has(name.substring(slash + 1)))
          .as(name)
          .isTrue();
    });
  }

  @Test
  void jaegerFile_leadsToRedstart_andSendsNoSpansOfItsOwn() throws IOException {
    JsonNode file = jaeger();
    JsonNode query = file.at("/extensions/jaeger_query");
    JsonNode backends = file.at("/extensions/jaeger_storage/metric_backends");
    String commands = String.join("", Readme.blocks("sh"));

    assertThat(query.path("enable_tracing").asText()).isEqualTo("false");
    assertThat(file.at("/extensions/jaeger_storage/backends")
            .has(query.at("/storage/traces").asText()))
        .isTrue();
    assertThat(backends
            .path(query.at("/storage/metrics").asText())
            .at("/prometheus/endpoint")
            .asText())
        .isEqualTo("http://" + set(commands, "query.endpoint"));
    assertThat(file.path("exporters").path("otlp/redstart").path("endpoint").asText())
        .isEqualTo(set(commands, "ingest.otlp.protocols.grpc.endpoint"));
  }

  private static String set(String commands, String key) {
    return assignments(commands).stream()
        .filter(one -> one.startsWith(key + "="))
        .map(one -> one.substring(key.length() + 1))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> assignments(String commands) {
    return SET.matcher(commands)
        .results()
        .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
        .toList();
  }

  @Test
  void commands_giveSettingsThatExist() throws SettingsException {
    Map<String, String> environment = new HashMap<>();
    for (String block : Readme.blocks("sh")) {
      VARIABLE
          .matcher(block)
          .results()
          .forEach(found -> environment.put(
              found.group(1), found.group(2) == null ? found.group(3) : found.group(2)));
    }
    assertThat(environment).isNotEmpty();
    RedstartConfig cluster = null;
    for (String line : String.join("", Readme.blocks("sh")).replace("\\\n", "").split("\n")) {
      RedstartConfig settings = SettingsReader.read(
              RedstartConfig.class,
              SettingsSource.environment(environment),
              SettingsSource.assignments(assignments(line)))
          .value();
      cluster = line.contains("jar aggregator") ? settings : cluster;
    }
    assertThat(cluster).isNotNull();
    assertThat(cluster.cluster().bind().host()).isEqualTo("127.0.0.1");
    assertThat(cluster.cluster().eventBus().host()).isEqualTo("127.0.0.1");
  }
}
