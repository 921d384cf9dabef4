// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.docker;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParser.Feature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A Compose file with the keys of the Compose specification that ours uses; others are refused. */
record ComposeFile(String name, Map<String, Service> services, Map<String, JsonNode> volumes) {
  private static final YAMLMapper STRICT = YAMLMapper.builder()
      .enable(Feature.STRICT_DUPLICATE_DETECTION)
      .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
      .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
      .build();

  static ComposeFile read(Path file) throws IOException {
    return STRICT.readValue(file.toFile(), ComposeFile.class);
  }

  static ComposeFile read(String yaml) throws IOException {
    return STRICT.readValue(yaml, ComposeFile.class);
  }

  record Build(String context, String dockerfile) {}

  record Service(
      String image,
      @Nullable Build build,
      @Nullable List<String> command,
      @Nullable Map<String, String> environment,
      List<String> ports,
      List<String> volumes,
      @JsonProperty("depends_on") @Nullable JsonNode dependsOn,
      @JsonProperty("read_only") boolean readOnly,
      @Nullable List<String> tmpfs,
      @JsonProperty("cap_drop") @Nullable List<String> capDrop,
      @JsonProperty("security_opt") @Nullable List<String> securityOpt,
      @JsonProperty("mem_limit") @Nullable String memLimit,
      @Nullable String restart,
      @JsonProperty("stop_grace_period") @Nullable String stopGracePeriod) {
    Service {
      ports = Objects.requireNonNullElse(ports, List.of());
      volumes = Objects.requireNonNullElse(volumes, List.of());
    }
  }
}
