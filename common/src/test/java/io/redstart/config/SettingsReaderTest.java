// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.redstart.config.TestSettings.Item;
import io.redstart.config.TestSettings.Mood;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {
  @Test
  void read_takesDefaults_withoutSources() {
    TestSettings settings = SettingsReader.defaults(TestSettings.class);
    assertThat(settings.server().endpoint()).isEqualTo(new Endpoint("localhost", 80));
    assertThat(settings.server().idleTimeout()).isEqualTo(Duration.ofSeconds(90));
    assertThat(settings.server().limits().bytes()).isEqualTo(5_000_000_000L);
    assertThat(settings.shop().name()).isEmpty();
    assertThat(settings.shop().waits())
        .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
  }

  @Test
  void read_bindsEveryKind() throws SettingsException {
    TestSettings settings = read("""
            server:
              endpoint: "[::1]:9090"
              max_connections: 50_000
              limits: {strict: yes}
            shop:
              name: 007
              mood: busy
              items: [{name: a}, {name: b, for: me}]
            """);
    assertThat(settings.server().endpoint()).isEqualTo(new Endpoint("::1", 9090));
    assertThat(settings.server().maxConnections()).isEqualTo(50_000);
    assertThat(settings.server().limits().strict()).isTrue();
    assertThat(settings.shop().name()).isEqualTo("007");
    assertThat(settings.shop().mood()).isEqualTo(Mood.BUSY);
    assertThat(settings.shop().items()).containsExactly(new Item("a", null), new Item("b", "me"));
  }

  @Test
  void read_takesDefaults_whereNothingIsWritten() throws SettingsException {
    assertThat(read("server:\nshop:\n  name:\n  items: null\n"))
        .isEqualTo(SettingsReader.defaults(TestSettings.class));
    assertThat(read("# nothing\n")).isEqualTo(SettingsReader.defaults(TestSettings.class));
  }

  @Test
  void read_prefersLaterSources_andMergesBlocks() throws SettingsException {
    TestSettings settings = SettingsReader.read(
            TestSettings.class,
            SettingsSource.yaml("f", "server: {max_connections: 1, endpoint: 'a:1'}"),
            SettingsSource.environment(
                Map.of("REDSTART_SERVER_MAX_CONNECTIONS", "2", "REDSTART_SHOP_NAME", "env")),
            SettingsSource.assignments(
                List.of("server.max_connections=3", "server.max_connections=4")))
        .value();
    assertThat(settings.server().maxConnections()).isEqualTo(4);
    assertThat(settings.server().endpoint()).isEqualTo(new Endpoint("a", 1));
    assertThat(settings.shop().name()).isEqualTo("env");
  }

  @Test
  void read_tellsEveryMistakeAtOnce() {
    SettingsException refused = refused(
        SettingsSource.yaml("f.yaml", """
                server:
                  endpont: "localhost:1"
                  idle_timeout: 5 minutes
                  max_connections: 0
                  limits: 7
                shop:
                  mood: angry
                  items: [{for: me}, {name: ""}]
                  waits: 1s
                """),
        SettingsSource.environment(Map.of("REDSTART_SHOP_NAMES", "x")),
        SettingsSource.assignments(List.of("server.limits.bytes=many", "nonsense")));
    assertThat(refused.problems())
        .extracting(Problem::toString)
        .containsExactlyInAnyOrder(
            "REDSTART_SHOP_NAMES: no setting has this name, did you mean REDSTART_SHOP_NAME?",
            "--set: \"nonsense\" is not KEY=VALUE",
            "f.yaml:2: server.endpont = localhost:1: unknown key, did you mean endpoint?",
            "f.yaml:3: server.idle_timeout = 5 minutes: not a duration such as 200ms, 5s, 1m30s or"
                + " 15d",
            "--set: server.limits.bytes = many: not a whole number",
            "f.yaml:4: server.max_connections = 0: max_connections must be 1 or more",
            "f.yaml:7: shop.mood = angry: not one of calm, busy",
            "f.yaml:8: shop.items[0].name: missing",
            "f.yaml:8: shop.items[1] = {name: }: an item has no name",
            "f.yaml:9: shop.waits = 1s: expected a list, not text");
    assertThat(refused).hasMessageContaining("f.yaml:2: ").hasMessageContaining("\nf.yaml:3: ");
  }

  @Test
  void read_tellsARecordsOwnComplaint_besideUnknownKeys() {
    assertThat(refused(SettingsSource.yaml("f", "server: {max_connections: 0, x: 1}"))
            .problems())
        .extracting(Problem::what)
        .containsExactly("unknown key", "max_connections must be 1 or more");
  }

  @Test
  void read_refusesWrongKinds() {
    assertThat(refused(SettingsSource.yaml(
                "f",
                "server: {limits: [1], endpoint: {a: b}, max_connections: 3000000000}\n"
                    + "shop: text\n"))
            .problems())
        .extracting(Problem::toString)
        .containsExactlyInAnyOrder(
            "f:1: server.limits = [1]: expected a block of settings, not a list",
            "f:1: server.endpoint = {a: b}: expected a single value (host:port), not a block",
            "f:1: server.max_connections = 3000000000: not between -2147483648 and 2147483647",
            "f:2: shop = text: expected a block of settings, not text");
  }

  @Test
  void read_tellsWhatACollectorWouldHaveDone() throws SettingsException {
    assertThat(refused(SettingsSource.yaml(
                "f", "server: {limits: {strict: 'true'}}\nshop: {name: \"a-${env:NAME}\"}\n"))
            .problems())
        .extracting(Problem::toString)
        .containsExactly(
            "f:1: server.limits.strict = true: not true or false: leave the quotes out",
            "f:2: shop.name = a-${env:NAME}: ${…} is not replaced here, give the setting in its own"
                + " environment variable");
    assertThat(read("shop: {mood: BUSY}").shop().mood()).isEqualTo(TestSettings.Mood.BUSY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name: '${NAME}'",
        "name: 'a-${NAME}-b'",
        "name: '$${NAME}'",
        "name: '${env:NAME:-a}'",
        "name: '${file:/etc/name}'",
        "name: '${yaml:a}'",
        "name: '${1}'",
        "name: '${}'",
        "mood: '${MOOD}'",
        "waits: ['${WAIT}']",
        "items: [{name: '${NAME}'}]",
        "template: '${env:NAME}'",
        "template: '${a b}'",
      })
  void read_refusesWhatACollectorWouldReplace(String yaml) {
    assertThat(refused(Template.class, yaml)).contains("${…} is not replaced here");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"template: '${1}-${name}$2'", "name: '$NAME'", "name: 'a${'", "name: '{1}'"})
  void read_takesDollars_thatNothingReplaces(String yaml) throws SettingsException {
    SettingsReader.read(Template.class, SettingsSource.yaml("f", yaml));
  }

  record Template(
      @Setting(byDefault = "\"\"", refersToGroups = true) String template,
      @Setting(byDefault = "\"\"") String name,
      @Setting(byDefault = "calm") Mood mood,
      @Setting(byDefault = "[]") List<Duration> waits,
      @Setting(byDefault = "[]") List<Item> items) {}

  @Test
  void read_reportsComplaintsAboutTwoKeys_besideAllOthers() {
    assertThat(refused(Pairs.class, "{low: 5, high: 3, first: a, second: a, other: x, name: n}")
            .split("\n"))
        .containsExactlyInAnyOrder(
            "f:1: other = x: not a whole number",
            "f:1: name = n: name n is taken",
            "f:1: low = 5: low must be less than high",
            "f:1: first = a: first and second are the same");
  }

  @Test
  void read_isSilentAboutAKey_whoseOtherIsNotKnown() {
    assertThat(refused(Pairs.class, "{low: 5, high: many}"))
        .isEqualTo("f:1: high = many: not a whole number");
    assertThat(refused(Pairs.class, "{low: 5, high: -1}"))
        .isEqualTo("f:1: high = -1: high must be 0 or more");
  }

  record Pairs(
      @Setting(byDefault = "0") int low,
      @Setting(byDefault = "4") int high,
      @Setting(byDefault = "1") String first,
      @Setting(byDefault = "2") String second,
      @Setting(byDefault = "0") int other,
      @Setting(byDefault = "\"\"") String name) {
    Pairs {
      if (high < 0) {
        throw new IllegalArgumentException("high must be 0 or more");
      }
      if (low >= high) {
        throw new IllegalArgumentException("low must be less than high");
      }
      if (first.equals(second)) {
        throw new IllegalArgumentException("first and second are the same");
      }
      if (!name.isEmpty()) {
        throw new IllegalArgumentException("name " + name + " is taken");
      }
    }
  }

  @Test
  void read_checksTheItemsOfAList_besideThoseThatAreWrong() {
    assertThat(refused(Waits.class, "waits: [1s, x, 1s, 2s, 2s, y]").split("\n"))
        .containsExactlyInAnyOrder(
            "f:1: waits[1] = x: not a duration such as 200ms, 5s, 1m30s or 15d",
            "f:1: waits[5] = y: not a duration such as 200ms, 5s, 1m30s or 15d",
            "f:1: waits = [1s, x, 1s, 2s, 2s, y]: PT1S stands twice; PT2S stands twice");
    assertThat(refused(Waits.class, "waits: [x]"))
        .isEqualTo("f:1: waits[0] = x: not a duration such as 200ms, 5s, 1m30s or 15d");
  }

  record Waits(@Setting(byDefault = "[1s]") List<Duration> waits) {
    Waits {
      if (waits.isEmpty()) {
        throw new IllegalArgumentException("waits are empty");
      }
      Complaints complaints = new Complaints();
      Set<Duration> seen = new HashSet<>();
      for (Duration wait : waits) {
        if (!seen.add(wait)) {
          complaints.add(wait + " stands twice");
        }
      }
      complaints.throwIfAny();
    }
  }

  @Test
  void read_switchesOffWhatAFileDoesNotList() throws SettingsException {
    Settings<Doors> one = doors(SettingsSource.yaml("f", "doors: {front: }"));
    assertThat(one.value().doors().front().enabled()).isTrue();
    assertThat(one.value().doors().back().enabled()).isFalse();
    assertThat(one.notes())
        .containsExactly("doors.back is off, as in a Collector: f:1 does not list it");

    for (String all : List.of("", "doors:", "doors: {}", "doors: {front: {}, back: {width: 3}}")) {
      Settings<Doors> both = doors(SettingsSource.yaml("f", all));
      assertThat(both.value().doors().front().enabled()).isTrue();
      assertThat(both.value().doors().back().enabled()).isTrue();
      assertThat(both.notes()).isEmpty();
    }
  }

  @Test
  void read_switchesNothingOff_forVariablesAndAssignments() throws SettingsException {
    SettingsSource file = SettingsSource.yaml("f", "doors: {front: {width: 2}}");
    SettingsSource variable = SettingsSource.environment(Map.of("REDSTART_DOORS_BACK_WIDTH", "5"));
    SettingsSource assignment = SettingsSource.assignments(List.of("doors.back.width=6"));

    assertThat(doors(variable).value().doors().front().enabled()).isTrue();
    assertThat(doors(assignment).value().doors().front().enabled()).isTrue();
    assertThat(doors(file, variable).value().doors().back()).isEqualTo(new Door(false, 5));
    assertThat(doors(file, assignment).value().doors().back()).isEqualTo(new Door(true, 6));
    assertThat(doors(file, assignment).value().doors().front()).isEqualTo(new Door(true, 2));
    assertThat(
            doors(SettingsSource.yaml("f", "doors: {front: , back: {enabled: false}}"), assignment)
                .value()
                .doors()
                .back()
                .enabled())
        .isTrue();
    assertThat(doors(file, SettingsSource.assignments(List.of("doors.back.enabled=true")))
            .notes())
        .isEmpty();
  }

  record Doors(DoorList doors) {}

  @OnlyListed
  record DoorList(Door front, Door back) {}

  record Door(
      @Setting(byDefault = "true") boolean enabled,
      @Setting(byDefault = "1") int width) {}

  private static Settings<Doors> doors(SettingsSource... sources) throws SettingsException {
    return SettingsReader.read(Doors.class, sources);
  }

  private static String refused(Class<? extends Record> root, String yaml) {
    return catchThrowableOfType(
            SettingsException.class,
            () -> SettingsReader.read(root, SettingsSource.yaml("f", yaml)))
        .getMessage();
  }

  @Test
  void read_takesAliases_butOnlyOneAtATime() throws SettingsException {
    assertThat(read("the_shop: {name: a}").shop().name()).isEqualTo("a");
    assertThat(read("shop/mine: {name: b}").shop().name()).isEqualTo("b");
    assertThat(
            refused(SettingsSource.yaml("f", "shop/a: {name: a}\nthe_shop: {}")).problems())
        .extracting(Problem::toString)
        .containsExactly("f:2: the_shop: given twice, here and as shop/a");
  }

  @Test
  void read_laysSourcesOver_whateverTheAlias() throws SettingsException {
    TestSettings settings = SettingsReader.read(
            TestSettings.class,
            SettingsSource.yaml("f", "shop/mine: {name: a, mood: busy}"),
            SettingsSource.environment(Map.of("REDSTART_THE_SHOP_NAME", "b")))
        .value();
    assertThat(settings.shop().name()).isEqualTo("b");
    assertThat(settings.shop().mood()).isEqualTo(Mood.BUSY);
  }

  @Test
  void read_notesForeignKeysWithoutEffect() throws SettingsException {
    Settings<TestSettings> settings =
        SettingsReader.read(TestSettings.class, SettingsSource.yaml("f", "shop: {color: blue}"));
    assertThat(settings.notes()).containsExactly("shop.color has no effect: everything is black");
  }

  @Test
  void read_acceptsUnsupportedKeys_atTheirDefault() throws SettingsException {
    assertThat(read("shop: {delivery: {drones: False, ttl: 0s}, casino: }"))
        .isEqualTo(SettingsReader.defaults(TestSettings.class));
  }

  @Test
  void read_refusesUnsupportedKeys_atAnyOtherValue() {
    assertThat(refused(SettingsSource.yaml(
                "f", "shop: {delivery: {drones: true, ttl: 5m, dron: 1}, casino: {}}"))
            .problems())
        .extracting(Problem::toString)
        .containsExactly(
            "f:1: shop.delivery.drones = true: not supported yet, only false is",
            "f:1: shop.delivery.ttl = 5m: not supported yet, only 0 is",
            "f:1: shop.delivery.dron = 1: unknown key, did you mean drones?",
            "f:1: shop.casino = [REDACTED]: not supported yet, leave it out: ask for a `lottery`");
  }

  private static TestSettings read(String yaml) throws SettingsException {
    return SettingsReader.read(TestSettings.class, SettingsSource.yaml("f", yaml))
        .value();
  }

  private static SettingsException refused(SettingsSource... sources) {
    return catchThrowableOfType(
        SettingsException.class, () -> SettingsReader.read(TestSettings.class, sources));
  }
}
