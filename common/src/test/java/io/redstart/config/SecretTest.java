// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {
  record Door(LockConfig lock) {}

  record LockConfig(
      @Setting(byDefault = "\"\"") Secret code,
      @Setting(byDefault = "[]") List<Secret> codes,
      @Setting(byDefault = "{}") Map<String, Secret> codesByName,
      @Setting(byDefault = "1") int turns) {
    LockConfig {
      codes = List.copyOf(codes);
      if (turns < 1 && !(code.isEmpty() && codes.isEmpty())) {
        throw new IllegalArgumentException("a lock with a code takes turns, not " + turns);
      }
    }
  }

  @Test
  void settings_areWrittenWithoutSecrets() throws SettingsException {
    Door door =
        read("lock: {code: 4711, codes: [hush, hushhush], codes_by_name: {a: hush, 'b: c': 1}}");

    assertThat(door.lock().code().reveal()).isEqualTo("4711");
    assertThat(door.lock().codesByName())
        .isEqualTo(Map.of("a", Secret.of("hush"), "b: c", Secret.of("1")));
    assertThat(SettingsText.of(door)).isEqualTo("""
            lock:
              code: "[REDACTED]"
              codes: ["[REDACTED]", "[REDACTED]"]
              codes_by_name: {a: "[REDACTED]", "b: c": "[REDACTED]"}
              turns: 1
            """);
    assertThat(door.toString()).doesNotContain("4711", "hush");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lock: {code: [hush]}",
        "lock: {code: {a: hush}}",
        "lock: {codes: hush}",
        "lock: {codes: [[hush]]}",
        "lock: {codes_by_name: hush}",
        "lock: {codes_by_name: [hush]}",
        "lock: {codes_by_name: {a: [hush]}}",
        "lock: {codes_by_name: {a: 'hush${env:HUSH}'}}",
        "lock: {codez: [hush]}",
        "lock: {code: hush, turns: 0}",
        "lock: hush",
        "lokc: {code: hush}",
        "lock: {code: 'hush${env:HUSH}'}",
        "lock: {codes: ['${hush}']}",
      })
  void mistakes_areToldWithoutSecrets(String yaml) {
    SettingsException mistake = catchThrowableOfType(SettingsException.class, () -> read(yaml));

    assertThat(mistake.problems()).isNotEmpty();
    assertThat(mistake.problems().toString()).contains("[REDACTED]").doesNotContain("hush");
    assertThat(mistake.getMessage()).doesNotContain("hush");
  }

  @Test
  void mistakesOfTwoKeys_areToldAtTheOneThatIsNamed() {
    assertThatThrownBy(() -> read("lock: {codes: [hush], turns: 0}"))
        .hasMessage("f:1: lock.turns = 0: a lock with a code takes turns, not 0");
  }

  private static Door read(String yaml) throws SettingsException {
    return SettingsReader.read(Door.class, SettingsSource.yaml("f", yaml)).value();
  }
}
