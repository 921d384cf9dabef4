// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.auth;

import io.redstart.config.Foreign;
import io.redstart.config.Secret;
import io.redstart.config.Setting;
import java.time.Duration;
import java.util.List;

/**
 * The authentication settings of a port, with the keys of the Collector's extensions. Without any,
 * all clients are served.
 *
 * @param bearer the tokens of clients
 * @param basic the passwords of clients
 * @param reloadInterval how often the files are reloaded; 0 for never
 */
@Foreign(
    key = "authenticator",
    rather = "write the settings of the Collector's `extensions` here, as `bearer` or `basic`")
@Foreign(key = "request_params", byDefault = "[]")
public record AuthConfig(
    BearerConfig bearer,
    BasicConfig basic,

    @Setting(
        doc = "How often the files of tokens and passwords are reloaded; 0s for never",
        byDefault = "10s")
    Duration reloadInterval) {
  /**
   * Bearer tokens, as in the Collector's {@code bearertokenauth}.
   *
   * @param scheme the word before the token
   * @param token a valid token; empty for none
   * @param tokens more valid tokens
   * @param filename a file of more valid tokens, one per line; empty for none
   */
  public record BearerConfig(
      @Setting(doc = "The word before a token in `authorization`", byDefault = "Bearer")
      String scheme,

      @Setting(doc = "A token with which clients are served", byDefault = "\"\"")
      Secret token,

      @Setting(doc = "More such tokens", byDefault = "[]") List<Secret> tokens,

      @Setting(doc = "File of more such tokens, one per line", byDefault = "\"\"")
      String filename) {
    /** Copies the list and checks the scheme and the tokens. */
    public BearerConfig {
      tokens = List.copyOf(tokens);
      if (scheme.isEmpty() || scheme.indexOf(' ') >= 0) {
        throw new IllegalArgumentException("scheme must be one word");
      }
      if (tokens.stream().anyMatch(Secret::isEmpty)) {
        throw new IllegalArgumentException("tokens contains an empty token");
      }
    }

    boolean isOn() {
      return !token.isEmpty() || !tokens.isEmpty() || !filename.isEmpty();
    }
  }

  /**
   * Names and passwords, as in the Collector's {@code basicauth}.
   *
   * @param htpasswd the names and passwords
   */
  public record BasicConfig(HtpasswdConfig htpasswd) {}

  /**
   * Names and passwords in the format of {@code htpasswd}.
   *
   * @param file the file; empty for none
   * @param inline lines of the same format, which override the file's; empty for none
   */
  public record HtpasswdConfig(
      @Setting(
          doc = "File of the names and passwords of clients (`htpasswd -B`)",
          byDefault = "\"\"")
      String file,

      @Setting(doc = "Lines of the same format, which override the file's", byDefault = "\"\"")
      Secret inline) {
    /** Checks the lines. */
    public HtpasswdConfig {
      try {
        Htpasswd.parse(inline.reveal());
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("inline: " + e.getMessage(), e);
      }
    }

    boolean isOn() {
      return !file.isEmpty() || !inline.isEmpty();
    }
  }

  /** Returns whether clients must authenticate. */
  boolean isOn() {
    return bearer.isOn() || basic.htpasswd().isOn();
  }

  /** Returns whether tokens or passwords are read from files. */
  boolean hasFiles() {
    return !bearer.filename().isEmpty() || !basic.htpasswd().file().isEmpty();
  }
}
