// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli;

import static io.redstart.deploy.cli.FakeServer.result;
import static io.redstart.deploy.cli.FakeServer.sample;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryCommandTest {
  @TempDir
  private Path folder;

  private FakeServer server;

  @BeforeEach
  void start() throws Exception {
    server = new FakeServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private CommandRun query(String... more) {
    String[] line = new String[more.length + 3];
    System.arraycopy(more, 0, line, 1, more.length);
    line[0] = "query";
    line[more.length + 1] = "--url";
    line[more.length + 2] = server.url();
    return CommandRun.of(line);
  }

  @Test
  void vector_isATable() {
    server.on(
        "query=x",
        result(
            "vector",
            sample("1.5", "service_name", "shop", "le", "10"),
            sample("+Inf", "service_name", "a")));

    CommandRun run = query("x");

    assertThat(run.out().lines())
        .containsExactly(
            "le  service_name  value", "10  shop            1.5", "    a              +Inf");
    assertThat(run.code()).isZero();
    assertThat(run.err()).isEmpty();
  }

  @Test
  void controlCharactersOfNames_areNotPrinted() {
    server.on("query=x", result("vector", sample("1", "service_name", "a\\u001b[2Jb")));

    assertThat(query("x").out()).contains("a\uFFFD[2Jb").doesNotContain("\033");
  }

  @Test
  void csv_quotesWhatNeedsIt() {
    server.on("query=x", result("vector", sample("1", "a", "x,y", "b", "say \\\"hi\\\"")));

    assertThat(query("x", "--format", "csv").out().lines())
        .containsExactly("a,b,time,value", "\"x,y\",\"say \"\"hi\"\"\",1970-01-01T00:16:40Z,1");
  }

  @Test
  void json_isTheAnswerItself() {
    server.on("query=x", result("scalar", "1000", "\"2\""));

    assertThat(query("x", "--format", "json").out().strip())
        .isEqualTo(result("scalar", "1000", "\"2\""));
    assertThat(query("x").out().strip()).isEqualTo("2");
  }

  @Test
  void warningsAndInfos_goToStandardError() {
    server.on(
        "query=x",
        "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[]},"
            + "\"warnings\":[\"one is missing\"],\"infos\":[\"perhaps no counter\"]}");

    CommandRun run = query("x");

    assertThat(run.err().lines())
        .containsExactly("warning: one is missing", "info: perhaps no counter", "no result");
    assertThat(run.out()).isEmpty();
    assertThat(run.code()).isZero();
  }

  @Test
  void errorOfSyntax_hasACaret() {
    server.on(
        "query=",
        400,
        "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":"
            + "\"invalid parameter \\\"query\\\": 2:5: parse error: unexpected x\"}");

    CommandRun run = query("sum(\nä + x");

    // Positions count bytes, and ä has two.
    assertThat(run.err().lines())
        .containsExactly(
            "invalid parameter \"query\": 2:5: parse error: unexpected x", "ä + x", "   ^");
    assertThat(run.code()).isEqualTo(2);
  }

  @Test
  void failureOfTheServer_isExitCodeOne() {
    server.on(
        "query=x", 503, "{\"status\":\"error\",\"errorType\":\"timeout\",\"error\":\"too slow\"}");

    CommandRun run = query("x");

    assertThat(run.err().strip()).isEqualTo("too slow");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void serverThatIsNoPrometheus_isNamed() {
    CommandRun run = query("x");

    assertThat(run.err())
        .startsWith(server.url() + " answers with status 404, not like a Prometheus");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void answerOfAnotherShape_isNoPrometheus() {
    server.on("query=x", "{\"status\":\"success\",\"data\":[1]}");

    assertThat(query("x").err()).contains("not like a Prometheus");
  }

  @Test
  void serverThatIsGone_isNamed() {
    server.close();

    CommandRun run = query("x");

    assertThat(run.err().strip())
        .isEqualTo(server.url() + " does not answer: nothing listens there");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void range_isAChart_withLettersWhereThereAreNoColours() {
    server.on(
        "query_range",
        result(
            "matrix",
            "{\"metric\":{\"s\":\"a\"},\"values\":[[0,\"0\"],[15,\"10\"],[60,\"40\"]]}",
            "{\"metric\":{\"s\":\"b\"},\"values\":[[0,\"20\"],[60,\"20\"]]}"));

    CommandRun run = query("x", "--range", "1m", "--step", "15s");

    assertThat(server.requests().get(0))
        .contains("start=1.76986074E9", "end=1.7698608E9", "step=15.0");
    assertThat(run.out().lines().findFirst().orElseThrow()).matches(" +40 ┤ *a+");
    assertThat(run.out()).contains("a {s=\"a\"}", "b {s=\"b\"}");
    assertThat(run.out().lines())
        .allMatch(line -> line.length() <= 80)
        .hasSizeLessThanOrEqualTo(20);
  }

  @Test
  void step_fitsTheRange() {
    server.on("query_range", result("matrix"));

    query("x", "--range", "1h", "--time", "3600");

    assertThat(server.requests().get(0)).contains("start=0.0", "end=3600.0", "step=25.0");
  }

  @Test
  void time_isATimeOrSeconds() {
    server.on("query=x", FakeServer.EMPTY);

    query("x", "--time", "1970-01-01T00:01:00Z");
    query("x", "--time", "60");

    assertThat(server.requests()).allMatch(request -> request.contains("time=60.0"));
  }

  @Test
  void credentials_areSent() throws Exception {
    server.on("query=x", FakeServer.EMPTY);

    query(
        "x", "--token-file", Files.writeString(folder.resolve("t"), "s3cret\n").toString());
    assertThat(server.authorization()).isEqualTo("Bearer s3cret");

    query("x", "--user", "me:pass:word");
    assertThat(server.authorization())
        .isEqualTo("Basic " + Base64.getEncoder().encodeToString("me:pass:word".getBytes()));
  }

  @Test
  void missingCredentials_areAskedFor() {
    server.on("query=x", 401, "");

    assertThat(query("x").err()).contains("wants credentials: give --token-file or --user");
    assertThat(query("x", "--user", "a:b").err()).contains("refuses the credentials");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x --time yesterday",
        "x --step 5s",
        "x --range 5",
        "x --range 0s",
        "x --user me",
        "x --user a:b --token-file t",
        "x --token-file /nowhere",
        "x --ca-file /nowhere",
        "x --format xml",
        "x y",
        ""
      })
  void wrongArguments_areExitCodeTwo(String arguments) {
    CommandRun run = query(arguments.isEmpty() ? new String[0] : arguments.split(" "));

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).isNotBlank();
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void address_needsAScheme() {
    CommandRun run = CommandRun.of("query", "x", "--url", "localhost:9090");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("--url needs an address such as http://localhost:9090");
  }

  @Test
  void tableOnATerminal_isAsWideAsTheTerminal() {
    server.on("query=x", result("vector", sample("1", "a", "x".repeat(100), "b", "y".repeat(100))));

    CommandRun run = CommandRun.of(
        InstantSource.fixed(CommandRun.NOW),
        new FakeTerminal(60, 10, ""),
        "query",
        "x",
        "--url",
        server.url());

    assertThat(run.out().lines()).allMatch(line -> line.length() <= 60);
    assertThat(run.out()).contains("…", "xxxxx", "yyyyy", " 1\n");
  }
}
