// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.redstart.deploy.ObservedRedstart;
import io.redstart.deploy.PeerProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Evaluates the rules on a Redstart that has data, and checks them with promtool if there is one. */
class AlertRulesTest {
  private static final Path FOLDER = Path.of("prometheus");
  private static final Path METRICS_PAGE = Path.of("..", "docs", "metrics.md");
  private static final Path RUNBOOK = Path.of("..", "docs", "operations.md");
  private static final Pattern METRIC = Pattern.compile("\\bredstart_\\w+");
  private static final Pattern LISTED = Pattern.compile("(?m)^\\| `(redstart_\\w+)` \\| (\\w+)");

  /** What depends on the room of the disk, and on how busy the processors are. */
  private static final Pattern OF_THE_MACHINE =
      Pattern.compile("redstart_(store_disk_free_bytes|event_loop_delay_seconds)");

  /** Only services beyond their limits, forwarding and exports have these. */
  private static final List<String> OPTIONAL =
      List.of("redstart_ingest_service_", "redstart_ingest_forward_", "redstart_export_");

  private static ObservedRedstart redstart;

  @BeforeAll
  static void start(@TempDir Path store) throws Exception {
    redstart = ObservedRedstart.start(store);
  }

  @AfterAll
  static void stop() {
    redstart.close();
  }

  /** A rule of a file. */
  private record Rule(String file, JsonNode json) {
    String expression() {
      return json.path("expr").asText();
    }

    boolean isAlert() {
      return json.has("alert");
    }

    String name() {
      return json.path(isAlert() ? "alert" : "record").asText();
    }

    @Override
    public String toString() {
      return file + " " + name();
    }
  }

  static List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    for (String file : List.of("redstart-alerts.yaml", "slo-examples.yaml", "slo-direct.yaml")) {
      for (JsonNode group : yaml(file).path("groups")) {
        group.path("rules").forEach(rule -> rules.add(new Rule(file, rule)));
      }
    }
    return rules;
  }

  private static JsonNode yaml(String file) {
    try {
      return new YAMLMapper().readTree(FOLDER.resolve(file).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Rule> alerts() {
    return rules().stream().filter(Rule::isAlert).toList();
  }

  static List<Rule> records() {
    return rules().stream().filter(rule -> !rule.isAlert()).toList();
  }

  /** The Redstart of this test is well, apart from the machine, which other tests use, too. */
  @ParameterizedTest
  @MethodSource("alerts")
  void alert_isQuietUnlessThereIsReason(Rule alert) {
    JsonNode result = redstart.query(alert.expression(), alert.file().startsWith("redstart"));

    if (alert.name().startsWith("SloAvailability") && !alert.expression().contains("red_failed:")) {
      // Without recording rules between, it sees that a fifth of the spans of the test failed.
      assertThat(result).hasSize(1);
      assertThat(result.at("/0/value/1").asDouble()).isCloseTo(0.2, within(1e-9));
    } else if (!OF_THE_MACHINE.matcher(alert.expression()).find()) {
      assertThat(result).as("%s", alert).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("records")
  void record_hasAValueForTheService(Rule rule) {
    JsonNode result = redstart.query(rule.expression(), false);

    assertThat(result).hasSize(1);
    assertThat(result.at("/0/metric").toString()).isEqualTo("{\"service_name\":\"shop\"}");
    // A fifth of the spans of the test failed, and none is slow.
    double expected = rule.name().contains("failed") ? 0.2 : 0;
    assertThat(result.at("/0/value/1").asDouble()).isCloseTo(expected, within(1e-9));
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void alert_explainsItself(Rule alert) throws IOException {
    JsonNode annotations = alert.json().path("annotations");
    assertThat(annotations.path("summary").asText()).isNotBlank();
    assertThat(annotations.path("description").asText()).isNotBlank();
    assertThat(alert.json().at("/labels/severity").asText()).isIn("critical", "warning", "info");

    String[] runbook = annotations.path("runbook").asText().split("#");
    assertThat(runbook[0]).isEqualTo("docs/operations.md");
    assertThat(headings()).contains(runbook[1]);
  }

  private static List<String> headings() throws IOException {
    return Files.readString(RUNBOOK)
        .lines()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("#+ ", "").toLowerCase().replace(' ', '-'))
        .toList();
  }

  static Stream<String> metrics() {
    return rules().stream()
        .flatMap(rule -> METRIC.matcher(rule.expression()).results())
        .map(MatchResult::group)
        .distinct();
  }

  @ParameterizedTest
  @MethodSource("metrics")
  void metric_isListed(String metric) throws IOException {
    Set<String> listed = new HashSet<>();
    LISTED.matcher(Files.readString(METRICS_PAGE)).results().forEach(row -> {
      listed.add(row.group(1));
      if (row.group(2).equals("summary")) {
        listed.add(row.group(1) + "_sum");
        listed.add(row.group(1) + "_count");
      }
    });
    assertThat(listed).contains(metric);
  }

  @ParameterizedTest
  @MethodSource("metrics")
  void metric_exists(String metric) {
    if (OPTIONAL.stream().noneMatch(metric::startsWith)) {
      assertThat(redstart.query(metric, true)).isNotEmpty();
    }
  }

  /** Every alert about Redstart has a case in which it fires. */
  @Test
  void alerts_haveCases() {
    List<String> cases = yaml("redstart-alerts-test.yaml").findValuesAsText("labels").stream()
        .map(labels -> labels.replaceAll("\\{alertname=\"(.*)\"}", "$1"))
        .toList();
    assertThat(cases)
        .containsExactlyInAnyOrderElementsOf(alerts().stream()
            .filter(alert -> alert.file().startsWith("redstart"))
            .map(Rule::name)
            .toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "check rules redstart-alerts.yaml slo-examples.yaml slo-direct.yaml",
        "check config prometheus.yml",
        "test rules redstart-alerts-test.yaml slo-examples-test.yaml slo-direct-test.yaml"
      })
  void promtool_agrees(String arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(PeerProgram.find("promtool", "REDSTART_TEST_PROMTOOL").toString());
    command.addAll(List.of(arguments.split(" ")));
    Process promtool = new ProcessBuilder(command)
        .directory(FOLDER.toFile())
        .redirectErrorStream(true)
        .start();
    String output = new String(promtool.getInputStream().readAllBytes());
    assertThat(promtool.waitFor()).as(output).isZero();
  }
}
