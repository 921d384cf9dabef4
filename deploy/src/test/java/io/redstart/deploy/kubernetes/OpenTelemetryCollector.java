// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.kubernetes;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The custom resource of the OpenTelemetry Operator, with the fields that our manifests set. */
record OpenTelemetryCollector(String apiVersion, String kind, Metadata metadata, Spec spec) {
  record Metadata(String name, String namespace) {}

  record Spec(String image, String mode, int replicas, List<Port> ports, String config) {}

  record Port(int port, String protocol, String name) {}

  /** The Collector's own configuration, a text in {@code spec.config}. */
  record Config(
      Map<String, Object> receivers,
      Map<String, Object> processors,
      Map<String, Map<String, Object>> exporters,
      Service service) {}

  record Service(Map<String, Pipeline> pipelines) {}

  record Pipeline(
      List<String> receivers, @Nullable List<String> processors, List<String> exporters) {}

  Config config() {
    return Manifest.read(spec.config, Config.class);
  }
}
