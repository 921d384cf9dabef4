// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.kubernetes;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the resources of a folder with a kustomization, as written or as rendered. */
final class Layer {
  private static final Path ROOT = Path.of("kubernetes");

  private Layer() {}

  /** The keys of a kustomization that our folders use. */
  record Kustomization(
      String apiVersion,
      String kind,
      @Nullable String namespace,
      List<String> resources,
      @Nullable List<Generator> configMapGenerator,
      @Nullable List<Replicas> replicas,
      @Nullable List<Patch> patches) {}

  record Generator(
      String name,
      List<String> files,
      @Nullable String behavior,
      @Nullable Map<String, Map<String, String>> options) {}

  record Replicas(String name, int count) {}

  record Patch(
      @Nullable String path,
      @Nullable String patch,
      @Nullable Map<String, String> target) {}

  /** Returns the resources in the folder's files, before Kustomize changes anything in them. */
  static List<Manifest> written(String folder) {
    return written(folder, UnaryOperator.identity());
  }

  /** Returns the resources in the folder's files, after a change of each text. */
  static List<Manifest> written(String folder, UnaryOperator<String> change) {
    return written(ROOT.resolve(folder), change);
  }

  private static List<Manifest> written(Path folder, UnaryOperator<String> change) {
    Kustomization kustomization =
        Manifest.read(text(folder.resolve("kustomization.yaml")), Kustomization.class);
    List<Manifest> manifests = new ArrayList<>();
    for (String resource : kustomization.resources()) {
      Path path = folder.resolve(resource);
      manifests.addAll(
          Files.isDirectory(path)
              ? written(path, change)
              : Manifest.readAll(change.apply(text(path))));
    }
    for (Generator generator :
        Objects.requireNonNullElse(kustomization.configMapGenerator(), List.<Generator>of())) {
      manifests.add(generated(folder, generator, change));
    }
    return manifests;
  }

  private static Manifest generated(
      Path folder, Generator generator, UnaryOperator<String> change) {
    V1ObjectMeta metadata = new V1ObjectMeta().name(generator.name());
    if (generator.options() != null) {
      metadata.setLabels(generator.options().get("labels"));
    }
    V1ConfigMap map = new V1ConfigMap().apiVersion("v1").kind("ConfigMap").metadata(metadata);
    for (String file : generator.files()) {
      String[] keyAndFile = file.split("=", 2);
      String settings = text(folder.resolve(keyAndFile[keyAndFile.length - 1]));
      map.putDataItem(keyAndFile[0], change.apply(settings));
    }
    return new Manifest("ConfigMap", generator.name(), "", map);
  }

  /** Returns the output of {@code kubectl kustomize}; skips the test without kubectl. */
  static List<Manifest> rendered(String folder) {
    assumeTrue(hasKubectl(), "skipped: there is no kubectl on the PATH to render with");
    try {
      Process kubectl = new ProcessBuilder(
              "kubectl", "kustomize", ROOT.resolve(folder).toString())
          .redirectErrorStream(true)
          .start();
      String output = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (kubectl.waitFor() != 0) {
        throw new IllegalStateException("kubectl kustomize " + folder + ": " + output);
      }
      return Manifest.readAll(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static boolean hasKubectl() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl")));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
