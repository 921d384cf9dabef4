// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.commons.codec.digest.Crypt;
import org.apache.commons.codec.digest.Md5Crypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.crypto.bcrypt.BCrypt;

class HtpasswdTest {
  static String[] hashesOfSesame() {
    return new String[] {
      BCrypt.hashpw("sesame", BCrypt.gensalt("$2y", 4)),
      BCrypt.hashpw("sesame", BCrypt.gensalt("$2b", 4)),
      // By OpenSSL, not by the library that reads it here.
      "$apr1$abcdefgh$GQVaHFsauSKl0cgw4bVFJ/",
      Md5Crypt.apr1Crypt("sesame", "$apr1$12345678"),
      Crypt.crypt("sesame", "$5$12345678"),
      Crypt.crypt("sesame", "$6$12345678"),
      Crypt.crypt("sesame", "$1$12345678"),
      "sesame"
    };
  }

  @ParameterizedTest
  @MethodSource("hashesOfSesame")
  void matches_knowsEachKindOfHash(String hash) {
    Htpasswd passwords = Htpasswd.parse("# who may\n\nada:" + hash + "\n");

    assertThat(passwords.matches("ada", "sesame")).isTrue();
    assertThat(passwords.matches("ada", "Sesame")).isFalse();
    assertThat(passwords.matches("ada", "")).isFalse();
    assertThat(passwords.matches("bob", "sesame")).isFalse();
    assertThat(passwords.matches("ada", hash)).isEqualTo(hash.equals("sesame"));
  }

  @Test
  void and_prefersItsOwn() {
    Htpasswd both = Htpasswd.parse("ada:one").and(Htpasswd.parse("ada:two\nbob:three"));

    assertThat(both.matches("ada", "one")).isTrue();
    assertThat(both.matches("ada", "two")).isFalse();
    assertThat(both.matches("bob", "three")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ada", ":hush", "ada:", "ada:{SHA}hush", "ada:$9$hush"})
  void parse_refusesOtherLines_withoutShowingThem(String line) {
    assertThatThrownBy(() -> Htpasswd.parse("bob:x\n" + line))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("line 2 ")
        .message()
        .doesNotContain("hush");
  }
}
