// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.config.Endpoint;
import io.vertx.core.Future;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class RedstartTest {
  /** A certificate that expired in 2020. */
  private static final String EXPIRED = """
      -----BEGIN CERTIFICATE-----
      MIIBOjCB4qADAgECAgkA5hcG9biV1TIwCgYIKoZIzj0EAwIwEjEQMA4GA1UEAxMH
      ZXhwaXJlZDAeFw0yMDAxMDEwMDAwMDBaFw0yMTAxMDEwMDAwMDBaMBIxEDAOBgNV
      BAMTB2V4cGlyZWQwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASF6OgOn8iZ0Epn
      NkYSGSZLB3abZFytCfKF4b826uj96Q+OJUl2Z30q4s3naWpSuEDLKuqaQPFu5V5t
      xu/fCJ39oyEwHzAdBgNVHQ4EFgQUXNrqEto5XrBN5vy6plUDKV+D3+owCgYIKoZI
      zj0EAwIDRwAwRAIgWEx4Y+oJNvOvHztBmtaKBYIWYppyokK/iczTwfOsZaECIDfZ
      YmXtjWp0mrvJ6SWqCBqlk62Lgd7Y0NKDumefOarx
      -----END CERTIFICATE-----
      """;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<Role> started = new ArrayList<>();
  private final List<RedstartConfig> settings = new ArrayList<>();
  private final List<Thread> hooks = new ArrayList<>();
  private Future<Map<String, Endpoint>> start =
      Future.succeededFuture(Map.of("query", new Endpoint("localhost", 9090)));

  @TempDir
  private Path folder;

  @ParameterizedTest
  @CsvSource({
    "'', ALL_IN_ONE",
    "demo, DEMO",
    "ingest, INGEST",
    "aggregator, AGGREGATOR",
    "query, QUERY"
  })
  void command_startsItsRole(String command, Role role) {
    int code = command.isEmpty() ? run(Map.of()) : run(Map.of(), command);
    assertThat(code).isEqualTo(Redstart.RUNNING);
    assertThat(started).containsExactly(role);
    assertThat(hooks).hasSize(1);
    assertThat(out).hasToString("redstart ready: query=localhost:9090" + System.lineSeparator());
  }

  @Test
  void settings_riseFromFileToEnvironmentToSet() throws Exception {
    Path file = Files.writeString(
        folder.resolve("redstart.yaml"),
        "query: {timeout: 1s, lookback_delta: 1s, max_samples: 1}\nstore: {path: f}\n");
    run(
        Map.of("REDSTART_QUERY_TIMEOUT", "2s", "REDSTART_QUERY_LOOKBACK_DELTA", "2s"),
        "--set",
        "query.lookback_delta=3s",
        "query",
        "--config",
        file.toString(),
        "--set=store.path=a=b");
    RedstartConfig read = settings.get(0);
    assertThat(read.query().maxSamples()).isEqualTo(1);
    assertThat(read.query().timeout()).hasSeconds(2);
    assertThat(read.query().lookbackDelta()).hasSeconds(3);
    assertThat(read.store().path()).isEqualTo("a=b");
  }

  @Test
  void mistakes_areAllTold_andNothingStarts() {
    int code = run(
        Map.of("REDSTART_QUERY_TIME_OUT", "2s"),
        "--config",
        "/nowhere.yaml",
        "--set",
        "store.pat=data");
    assertThat(code).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly(
            "/nowhere.yaml: there is no such file",
            "REDSTART_QUERY_TIME_OUT: no setting has this name, did you mean"
                + " REDSTART_QUERY_TIMEOUT?",
            "--set: store.pat = data: unknown key, did you mean path?");
    assertThat(started).isEmpty();
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void checkConfig_printsTheSettings_withNotes() {
    int code = run(
        Map.of(),
        "check-config",
        "--set",
        "spanmetrics.dimensions_cache_size=5",
        "--set",
        "query.timeout=90s");
    assertThat(code).isZero();
    assertThat(out.toString())
        .contains("\n  timeout: 1m30s\n")
        .contains("\n# spanmetrics.dimensions_cache_size has no effect: there is no such cache");
    assertThat(started).isEmpty();
  }

  @Test
  void checkConfig_showsTheStore() {
    assertThat(run(Map.of(), "check-config", "--set", "store.min_free_bytes=7")).isZero();
    assertThat(out.toString()).contains("""
        store:
          path: redstart-data
          retention: [{window: 5s, for: 6h}, {window: 1m, for: 15d}]
          in_memory: false
          min_free_bytes: 7
        """);
  }

  @Test
  void checkConfig_tellsMistakes() {
    assertThat(run(Map.of(), "check-config", "--set", "spanmetrics.events.enabled=true"))
        .isEqualTo(2);
    assertThat(err.toString())
        .contains("spanmetrics.events")
        .contains("enabled events need dimensions");
  }

  @ParameterizedTest
  @ValueSource(strings = {"check-config", "aggregator", ""})
  void storeThatCannotBe_isRefused(String command) throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    List<String> arguments = new ArrayList<>(List.of("--set", "store.path=" + file));
    if (!command.isEmpty()) {
      arguments.add(command);
    }

    assertThat(run(Map.of(), arguments.toArray(String[]::new))).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly("store.path = " + file + ": is a file, not a folder");
    assertThat(started).isEmpty();
  }

  @Test
  void storeInMemory_needsNoFolder() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(run(Map.of(), "--set", "store.path=" + file, "--set", "store.in_memory=true"))
        .isEqualTo(Redstart.RUNNING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"check-config", "ingest", "demo"})
  void expiredCertificate_isRefused(String command) throws Exception {
    Files.writeString(folder.resolve("cert.pem"), EXPIRED);
    Files.writeString(folder.resolve("key.pem"), "");
    String tls = "ingest.otlp.protocols.http.tls.";

    int code = run(
        Map.of(),
        command,
        "--set",
        tls + "cert_file=" + folder.resolve("cert.pem"),
        "--set",
        tls + "key_file=" + folder.resolve("key.pem"));
    assertThat(code).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly(tls + "cert_file = " + folder.resolve("cert.pem")
            + ": the certificate of CN=expired expired at 2021-01-01T00:00:00Z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"query", "ingest"})
  void storeOfOthers_isNoneOfARolesBusiness(String command) throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(run(Map.of(), command, "--set", "store.path=" + file)).isEqualTo(Redstart.RUNNING);
  }

  @Test
  void unknownOptions_areRefused() {
    assertThat(run(Map.of(), "query", "--prot=1")).isEqualTo(2);
    assertThat(err.toString()).contains("--prot=1");
  }

  @Test
  void help_namesTheCommands() {
    assertThat(run(Map.of(), "--help")).isZero();
    assertThat(out.toString())
        .contains("demo", "ingest", "aggregator", "query", "check-config", "--config", "--set");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "query", "top", "doctor", "compare", "store"})
  void help_hasExitCodes(String command) {
    assertThat(command.isEmpty() ? run(Map.of(), "--help") : run(Map.of(), command, "--help"))
        .isZero();
    assertThat(out.toString()).contains("xit codes");
  }

  static List<String> documentedCommands() throws Exception {
    return Pattern.compile("(?m)^(?:source <\\()?redstart (.*?)\\)?$")
        .matcher(Files.readString(Path.of("..", "docs", "cli.md")))
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("documentedCommands")
  void documentedCommand_isUnderstood(String line) {
    String[] arguments = Pattern.compile("'([^']*)'|(\\S+)")
        .matcher(line)
        .results()
        .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
        .toArray(String[]::new);

    assertThat(commandLine(Map.of()).parseArgs(arguments).hasSubcommand()).isTrue();
  }

  @Test
  void queryWithAnExpression_asksAServer() {
    assertThat(run(Map.of(), "query", "up", "--url", "http://127.0.0.1:1")).isEqualTo(1);
    assertThat(err.toString()).contains("http://127.0.0.1:1 does not answer");
    assertThat(started).isEmpty();
  }

  @Test
  void queryWithAnExpression_hasNoSettings() {
    assertThat(run(Map.of(), "query", "up", "--set", "query.timeout=1s")).isEqualTo(2);
    assertThat(err.toString()).contains("--set and --config are settings of the service");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh"})
  void completion_knowsCommandsAndOptions(String shell) {
    assertThat(run(Map.of(), "completion", shell)).isZero();
    assertThat(out.toString()).contains("doctor", "--jaeger", "store", "--dry-run");
  }

  @Test
  void completion_ofAnotherShell_isRefused() {
    assertThat(run(Map.of(), "completion", "fish")).isEqualTo(2);
    assertThat(err.toString()).contains("fish");
  }

  @Test
  void help_saysWhereCountsAre() {
    assertThat(run(Map.of(), "--help")).isZero();
    assertThat(out.toString()).contains("store.path (redstart-data)", "docs/store.md");
  }

  @Test
  void version_isShown() {
    assertThat(run(Map.of(), "--version")).isZero();
    assertThat(out.toString()).startsWith("redstart ");
  }

  @Test
  void failedStart_endsWithOne_andItsCause() {
    start = Future.failedFuture("the store is damaged");
    assertThat(run(Map.of())).isEqualTo(1);
    assertThat(err.toString()).startsWith("cannot start: the store is damaged");
    assertThat(out.toString()).isEmpty();
  }

  private CommandLine commandLine(Map<String, String> environment) {
    return new Redstart(
            environment,
            (role, read, memory) -> {
              started.add(role);
              settings.add(read);
              return new FakeProgram(start);
            },
            hooks::add)
        .commandLine();
  }

  private int run(Map<String, String> environment, String... arguments) {
    CommandLine commandLine = commandLine(environment);
    commandLine.setOut(new PrintWriter(out));
    commandLine.setErr(new PrintWriter(err));
    return commandLine.execute(arguments);
  }
}
