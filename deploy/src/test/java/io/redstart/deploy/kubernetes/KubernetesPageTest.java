// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1SecurityContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks that the commands in {@code docs/kubernetes.md} name objects and files that exist. */
class KubernetesPageTest {
  private static final Path ROOT = Path.of("..");

  private final String page;

  KubernetesPageTest() throws IOException {
    page = Files.readString(ROOT.resolve("docs").resolve("kubernetes.md"));
  }

  private List<String> all(String pattern) {
    return Pattern.compile(pattern)
        .matcher(page)
        .results()
        .map((MatchResult found) -> found.group(1))
        .toList();
  }

  @Test
  void files_exist() {
    assertThat(all("(?:-k|-f|redstart) (deploy/\\S+?)(?:`| |\\n)"))
        .hasSizeGreaterThan(6)
        .allSatisfy(file -> assertThat(ROOT.resolve(file)).exists());
  }

  @Test
  void objects_exist() {
    Set<String> objects = Stream.of("base", "overlays/demo")
        .flatMap(layer -> Layer.written(layer).stream())
        .map(manifest -> manifest.kind().toLowerCase(Locale.ROOT) + "/" + manifest.name())
        .collect(Collectors.toSet());
    assertThat(all("((?:statefulset|deployment|service)/[a-z-]+)"))
        .isNotEmpty()
        .isSubsetOf(objects);
    assertThat(objects).contains("statefulset/redstart-aggregator", "statefulset/redstart");
    assertThat(all("\\b((?:data-)?redstart(?:-aggregator)?)-\\d"))
        .isSubsetOf("redstart", "redstart-aggregator", "data-redstart-aggregator");
  }

  @Test
  void secrets_areThoseOfTheOverlay() throws IOException {
    Path overlay = Path.of("kubernetes", "overlays", "production");
    String patches = Files.readString(overlay.resolve("server-tls.yaml"))
        + Files.readString(overlay.resolve("members-tls.yaml"));
    assertThat(all("(?:secret generic|secretName:) (\\S+)"))
        .containsExactlyInAnyOrder("redstart-server-tls", "redstart-members-tls")
        .allMatch(secret -> patches.contains("secretName: " + secret + ","));
  }

  /** The Pod Security Standard "restricted", which a namespace may enforce. */
  @Test
  void restorePod_fitsARestrictedNamespace() {
    V1PodSpec pod = Manifest.read(restorePod(), V1Pod.class).getSpec();
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    assertThat(pod.getContainers()).isNotEmpty().allSatisfy(container -> {
      V1SecurityContext allowed = container.getSecurityContext();
      assertThat(allowed.getAllowPrivilegeEscalation()).isFalse();
      assertThat(allowed.getCapabilities().getDrop()).containsExactly("ALL");
    });
  }

  private String restorePod() {
    return all("(?s)apply -f - <<'EOF'\n(apiVersion: v1\nkind: Pod\n.*?)EOF\n").get(0);
  }
}
