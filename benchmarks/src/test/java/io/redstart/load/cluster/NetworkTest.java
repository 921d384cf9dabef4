// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Skipped where the kernel forbids network namespaces, as without root. */
class NetworkTest {
  @Test
  void cut_separatesTwoHostsFromEachOtherOnly() throws Exception {
    try (Network network = make()) {
      assertThat(reaches(network, 0, 1)).isTrue();

      network.cut(0, 1);
      assertThat(reaches(network, 0, 1)).isFalse();
      assertThat(reaches(network, 1, 0)).isFalse();
      assertThat(reaches(network, 0, 2)).isTrue();
      assertThat(reaches(network, 2, 1)).isTrue();

      network.heal(0, 1);
      assertThat(reaches(network, 0, 1)).isTrue();
    }
  }

  private static Network make() throws InterruptedException {
    try {
      return Network.of(3);
    } catch (IOException e) {
      return Assumptions.abort("no hosts of our own on this machine: " + e.getMessage());
    }
  }

  /** A refused connection has reached the host. */
  private static boolean reaches(Network network, int from, int to)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(network.on(from));
    line.addAll(
        List.of("timeout", "1", "bash", "-c", "exec 3<>/dev/tcp/" + Network.address(to) + "/9"));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said.contains("refused");
  }
}
