// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1ContainerPort;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1EnvVar;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V1Volume;
import io.kubernetes.client.openapi.models.V1VolumeMount;
import io.redstart.config.SettingsException;
import io.redstart.config.SettingsReader;
import io.redstart.config.SettingsSource;
import io.redstart.deploy.RedstartConfig;
import io.redstart.deploy.docker.Image;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A resource that creates pods with one container.
 *
 * @param name its name
 * @param pod the template of its pods
 * @param claims the volumes that each pod gets for itself
 */
record Workload(String name, V1PodTemplateSpec pod, List<V1PersistentVolumeClaim> claims) {
  /** Example values of the pod fields that environment variables refer to. */
  private static final Map<String, String> FIELDS =
      Map.of("status.podIP", "10.1.2.3", "metadata.name", "redstart-aggregator-0");

  /** Returns all workloads among the resources. */
  static List<Workload> allOf(List<Manifest> manifests) {
    List<Workload> workloads = new ArrayList<>();
    for (Manifest manifest : manifests) {
      if (manifest.resource() instanceof V1Deployment deployment) {
        workloads.add(new Workload(manifest.name(), deployment.getSpec().getTemplate(), List.of()));
      } else if (manifest.resource() instanceof V1StatefulSet set) {
        workloads.add(new Workload(
            manifest.name(), set.getSpec().getTemplate(), set.getSpec().getVolumeClaimTemplates()));
      }
    }
    return workloads;
  }

  /** Returns the workloads that run Redstart. */
  static List<Workload> oursOf(List<Manifest> manifests) {
    return allOf(manifests).stream()
        .filter(workload -> workload.container().getName().equals("redstart"))
        .toList();
  }

  V1Container container() {
    List<V1Container> containers = pod.getSpec().getContainers();
    if (containers.size() != 1) {
      throw new IllegalStateException(name + " has " + containers.size() + " containers");
    }
    return containers.get(0);
  }

  Map<String, String> labels() {
    return pod.getMetadata().getLabels();
  }

  boolean matches(Map<String, String> selector) {
    return labels().entrySet().containsAll(selector.entrySet());
  }

  /** Returns the container's ports by name. */
  Map<String, Integer> ports() {
    Map<String, Integer> ports = new TreeMap<>();
    for (V1ContainerPort port : container().getPorts()) {
      ports.put(port.getName(), port.getContainerPort());
    }
    return ports;
  }

  /** Returns the command that the container runs; empty for the all-in-one. */
  String command() {
    String first = container().getArgs().get(0);
    return first.startsWith("-") ? "" : first;
  }

  /** Returns the settings that a pod would run with, read as strictly as Redstart does. */
  RedstartConfig settings(List<Manifest> manifests) throws SettingsException {
    return SettingsReader.read(
            RedstartConfig.class,
            SettingsSource.yaml(settingsFile().toString(), settingsText(manifests)),
            SettingsSource.environment(environment()))
        .value();
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>(Image.read().environment());
    List<V1EnvVar> variables = Objects.requireNonNullElse(container().getEnv(), List.of());
    for (V1EnvVar variable : variables) {
      String value = variable.getValue() != null
          ? variable.getValue()
          : FIELDS.get(variable.getValueFrom().getFieldRef().getFieldPath());
      environment.put(variable.getName(), Objects.requireNonNull(value, variable.getName()));
    }
    return environment;
  }

  private Path settingsFile() {
    List<String> args = container().getArgs();
    return Path.of(args.get(args.indexOf("--config") + 1));
  }

  private String settingsText(List<Manifest> manifests) {
    Path file = settingsFile();
    V1Volume volume = volumeAt(file.getParent()).orElseThrow();
    return manifests.stream()
        .filter(manifest -> manifest.name().equals(volume.getConfigMap().getName()))
        .filter(manifest -> manifest.resource() instanceof V1ConfigMap)
        .map(manifest ->
            ((V1ConfigMap) manifest.resource()).getData().get(file.getFileName().toString()))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Returns the files of certificates in the settings that this workload reads. Members read those of
   * the cluster, and services with ports of their own all.
   */
  List<Path> certificateFiles(List<Manifest> manifests) {
    JsonNode settings = Manifest.read(settingsText(manifests), JsonNode.class);
    JsonNode read = command().equals("aggregator") ? settings.path("cluster") : settings;
    return Stream.of("cert_file", "key_file", "ca_file", "client_ca_file")
        .flatMap(key -> read.findValuesAsText(key).stream())
        .map(Path::of)
        .toList();
  }

  /** Returns the name of the volume mounted at a folder. */
  Optional<String> mountedAt(Path folder) {
    return container().getVolumeMounts().stream()
        .filter(mount -> Path.of(mount.getMountPath()).equals(folder))
        .map(V1VolumeMount::getName)
        .findFirst();
  }

  /** Returns the volume mounted at a folder; not if each pod claims its own. */
  Optional<V1Volume> volumeAt(Path folder) {
    return mountedAt(folder)
        .flatMap(mounted -> pod.getSpec().getVolumes().stream()
            .filter(volume -> volume.getName().equals(mounted))
            .findFirst());
  }
}
