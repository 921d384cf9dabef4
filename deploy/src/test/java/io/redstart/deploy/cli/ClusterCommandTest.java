// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClusterCommandTest {
  private static final String STATUS = "/api/v1/redstart/cluster";
  private FakeServer server;

  @BeforeEach
  void serve() throws Exception {
    server = new FakeServer();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private CommandRun run(String... line) {
    String[] all = new String[line.length + 3];
    all[0] = "cluster";
    System.arraycopy(line, 0, all, 1, line.length);
    all[line.length + 1] = "--url";
    all[line.length + 2] = server.url();
    return CommandRun.of(all);
  }

  private static String status(String stores) {
    return """
        {"status": "success", "data": {
          "members": [{"name": "a", "role": "aggregator", "ready": true, "silent": false,
            "program": "1.0", "protocol": "1"}],
          "stores": [%s],
          "missing": [{"store": "01", "aggregator": "d", "since": ""}]}}
        """.formatted(stores);
  }

  private static String store(String aggregator, String keeper, String draining) {
    return """
        {"aggregator": "%s", "keeper": "%s", "ready": true, "slots": 8190, "share": "50.0",
         "sealed_through": "2026-01-31T12:00:00Z", "label_sets": 7, "copies": [],
         "follower": "%s",
         "draining": {"phase": "%s", "done_bytes": 1, "total_bytes": 2, "problem": ""}}
        """.formatted(aggregator, keeper, keeper.isEmpty() ? "b" : "", draining);
  }

  @Test
  void status_showsMembersStoresAndWhatIsMissing() {
    server.on(STATUS, status(store("a", "", "") + "," + store("b", "a", "")));
    CommandRun run = run("status");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out().lines().map(String::stripTrailing))
        .containsExactly(
            "MEMBER  ROLE        STATE  PROGRAM  PROTOCOL",
            "a       aggregator  ready  1.0      1",
            "",
            "STORE OF  SERVED BY  FOLLOWER  STATE  SEALED THROUGH         SHARE  LABEL SETS",
            "a         a          b         ready  2026-01-31T12:00:00Z  50.0 %           7",
            "b         a          -         kept   2026-01-31T12:00:00Z  50.0 %           7",
            "",
            "MISSING  STORE  SINCE ABOUT",
            "d        01     before the query service started");
  }

  @Test
  void status_showsThatCopiesAreMissing() {
    String stores = store("b", "a", "").replace("\"keeper\"", "\"store\": \"02\", \"keeper\"") + ","
        + store("c", "a", "").replace("\"keeper\"", "\"store\": \"03\", \"keeper\"");
    String lacking = """
        "lacking_copies": [{"store": "02", "phase": "", "problem": "no room"},
          {"store": "03", "phase": "d: copying, 40 %", "problem": ""}], "missing\"""";
    server.on(STATUS, status(stores).replace("\"missing\"", lacking));
    assertThat(run("status").out())
        .contains("kept, a copy is missing", "kept, another copy: d: copying, 40 %");
  }

  @Test
  void status_keepsLongNamesWhole() {
    server.on(STATUS, status(store("redstart-aggregator-3", "redstart-aggregator-4", "")));
    assertThat(run("status").out()).contains("redstart-aggregator-3  redstart-aggregator-4");
  }

  @Test
  void status_asJsonIsTheAnswer() {
    server.on(STATUS, status(""));
    assertThat(run("status", "--json").out()).contains("\"members\"").contains("\"aggregator\"");
  }

  @Test
  void drain_waitsUntilAnotherOneServesTheStore() throws Exception {
    server.on("/drain name=b", "{\"status\": \"success\", \"data\": {\"message\": \"begun\"}}");
    server.on(STATUS, status(store("a", "", "") + "," + store("b", "a", "")));
    CommandRun run = run("drain", "b");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).isEqualTo("begun\n");
    assertThat(run.out())
        .isEqualTo("aggregator b is drained: a keeps what it counted; it can be stopped\n");
  }

  @Test
  void drain_thatFailsSaysWhy() {
    server.on("/drain name=b", "{\"status\": \"success\", \"data\": {\"message\": \"begun\"}}");
    server.on(
        STATUS,
        status(store("b", "", "").replace("\"problem\": \"\"", "\"problem\": \"no room\"")));
    CommandRun run = run("drain", "b");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("draining b failed: no room");
  }

  @Test
  void drain_thatHasNotBegunIsRepeatedByHand() {
    server.on("/drain name=b", "{\"status\": \"success\", \"data\": {\"message\": \"perhaps\"}}");
    server.on(STATUS, status(store("b", "", "")));
    CommandRun run = run("drain", "b");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo("perhaps\naggregator b hands nothing over: it refused, or the request did not"
            + " arrive; repeat the command\n");
  }

  @Test
  void refusal_isShown() {
    server.on("/forget name=b", 409, "{\"status\": \"error\", \"error\": \"b is alive\"}");
    CommandRun run = run("forget", "b");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).isEqualTo("b is alive\n");
  }

  @Test
  void otherServer_isNamed() {
    CommandRun run = run("status");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("answers with status 404: is it a query service of Redstart?");
  }

  @Test
  void missingName_isAMistake() {
    CommandRun run = run("drain");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("cluster drain needs the name of an aggregator");
    assertThat(run("status", "b").code()).isEqualTo(2);
  }
}
