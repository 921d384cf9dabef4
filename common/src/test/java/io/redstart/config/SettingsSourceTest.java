// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsSourceTest {
  private final List<Problem> problems = new ArrayList<>();

  @TempDir
  private Path folder;

  @Test
  void file_namesItsLines() throws Exception {
    Path file = Files.writeString(folder.resolve("a.yaml"), "\nserver:\n  endpoint: x\n");
    RawValue.Block server =
        (RawValue.Block) read(SettingsSource.file(file)).entries().get("server");
    assertThat(server.entries().get("endpoint").source()).isEqualTo(file + ":3");
  }

  @Test
  void file_tellsWhenItIsMissing() {
    Path file = folder.resolve("none.yaml");
    read(SettingsSource.file(file));
    assertThat(problems)
        .containsExactly(new Problem(file.toString(), "", "", "there is no such file"));
  }

  @Test
  void yaml_tellsTheLineOfBadSyntax() {
    read(SettingsSource.yaml("f", "a: 1\nb: [\n"));
    assertThat(problems).hasSize(1);
    assertThat(problems.get(0).toString()).startsWith("f:3: not YAML: ");
  }

  @Test
  void yaml_tellsAKeyThatIsGivenTwice() {
    read(SettingsSource.yaml("f", "a:\n  b: 1\n  b: 2\n"));
    assertThat(problems).extracting(Problem::toString).containsExactly("f:3: a.b: given twice");
  }

  @Test
  void yaml_refusesAListAtTheTop() {
    read(SettingsSource.yaml("f", "[a]"));
    assertThat(problems)
        .extracting(Problem::toString)
        .containsExactly("f: expected a block of settings, not a list");
  }

  @Test
  void yaml_endsOnAnAnchorThatHoldsItself() {
    read(SettingsSource.yaml("f", "a: &x [*x]"));
    assertThat(problems).extracting(Problem::what).contains("nested deeper than 50");
  }

  @Test
  void environment_resolvesUnderscoresByTheKnownKeys() {
    RawValue.Block all = read(SettingsSource.environment(Map.of(
        "REDSTART_SERVER_IDLE_TIMEOUT", "5s",
        "REDSTART_SHOP_DELIVERY_DRONES", "true",
        "REDSTART_SHOP_WAITS", "[1s, 2s]",
        "REDSTART_SERVER_LIMITS", "{strict: true}")));
    assertThat(problems).isEmpty();
    assertThat(all.text())
        .isEqualTo("{server: {idle_timeout: 5s, limits: {strict: true}},"
            + " shop: {delivery: {drones: true}, waits: [1s, 2s]}}");
  }

  @Test
  void environment_passesOverWhatIsNotMeantForUs() {
    RawValue.Block all = read(SettingsSource.environment(Map.of(
        "PATH", "/bin",
        "REDSTART_TEST_SEED", "1",
        "REDSTART_QUERY_SERVICE_HOST", "10.0.0.1",
        "REDSTART_QUERY_SERVICE_PORT_HTTP", "9090",
        "REDSTART_QUERY_PORT", "tcp://10.0.0.1:9090",
        "REDSTART_QUERY_PORT_9090_TCP_ADDR", "10.0.0.1")));
    assertThat(problems).isEmpty();
    assertThat(all.entries()).isEmpty();
  }

  @Test
  void environment_refusesUnknownNames() {
    read(SettingsSource.environment(Map.of("REDSTART_SERVER_PORT", "80")));
    assertThat(problems)
        .extracting(Problem::source, Problem::value)
        .containsExactly(tuple("REDSTART_SERVER_PORT", "80"));
  }

  @Test
  void assignments_takeEverythingAfterTheFirstEqualsSign() {
    RawValue.Block all =
        read(SettingsSource.assignments(List.of("shop.name=a=b", "shop.mood=", "server={}")));
    assertThat(problems).isEmpty();
    assertThat(all.text()).isEqualTo("{shop: {name: a=b, mood: }, server: {}}");
  }

  private RawValue.Block read(SettingsSource source) {
    return source.read(TestSettings.class, problems);
  }
}
