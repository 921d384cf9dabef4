// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Builds the image and runs it as the manifests do. Skipped unless {@code REDSTART_TEST_DOCKER} names a
 * {@code docker} or {@code podman} with an engine, since the build pulls the base images.
 */
class DockerIT {
  private static final Path ROOT = Path.of("..");
  private static final String IMAGE = "redstart:docker-it";

  @Test
  void image_runsReadOnlyAndBecomesHealthy() throws Exception {
    assumeTrue(
        System.getenv("REDSTART_TEST_DOCKER") != null,
        "skipped: REDSTART_TEST_DOCKER names no docker");
    docker("build", "-f", "deploy/docker/Dockerfile", "-t", IMAGE, ".");
    String container = docker(
        "run",
        "-d",
        "--read-only",
        "--tmpfs",
        "/tmp:exec",
        "--cap-drop",
        "ALL",
        "--security-opt",
        "no-new-privileges",
        "--memory",
        "1g",
        IMAGE);
    try {
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() ->
              docker("inspect", "-f", "{{.State.Health.Status}}", container).equals("healthy"));
      assertThat(docker("exec", container, "redstart", "query", "1+1")).isEqualTo("2");
      assertThat(docker("exec", container, "id", "-u")).isEqualTo("10001");
      docker("stop", "-t", "60", container);
      assertThat(docker("inspect", "-f", "{{.State.ExitCode}}", container)).isEqualTo("0");
    } finally {
      docker("rm", "-f", "-v", container);
    }
  }

  private static String docker(String... arguments) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(System.getenv("REDSTART_TEST_DOCKER")));
    line.addAll(List.of(arguments));
    Process process = new ProcessBuilder(line)
        .directory(ROOT.toFile())
        .redirectError(Redirect.appendTo(Path.of("target", "docker-it.log").toFile()))
        .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s, see target/docker-it.log", line).isZero();
    return out.trim();
  }
}
