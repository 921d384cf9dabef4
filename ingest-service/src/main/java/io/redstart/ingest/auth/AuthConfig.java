// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.auth;

import io.redstart.config.Foreign;
import io.redstart.config.Secret;
import io.redstart.config.Setting;
import java.time.Duration;
import java.util.List;

/**
 * Who may send to a port, with the keys of the Collector's extensions; nothing set means everybody.
 *
 * @param bearer those with a token
 * @param basic and those with a password
 * @param reloadInterval how often the files are read anew; 0 for never
 */
@Foreign(
    key = "authenticator",
    rather = "what the Collector has under `extensions` stands here, as `bearer` or `basic`")
@Foreign(key = "request_params", byDefault = "[]")
public record AuthConfig(
    BearerConfig bearer,
    BasicConfig basic,

    @Setting(
        doc = "How often the files of tokens and passwords are read anew; 0s for never",
        byDefault = "10s")
    Duration reloadInterval) {
  /**
   * Bearer tokens, as in the Collector's {@code bearertokenauth}.
   *
   * @param scheme the word before the token
   * @param token one that is let in; empty for none
   * @param tokens more of them
   * @param filename a file of more of them, one a line; empty for none
   */
  public record BearerConfig(
      @Setting(doc = "The word before a token in `authorization`", byDefault = "Bearer")
      String scheme,

      @Setting(doc = "A token whose bearer may send", byDefault = "\"\"")
      Secret token,

      @Setting(doc = "More such tokens", byDefault = "[]") List<Secret> tokens,

      @Setting(doc = "File of more such tokens, one a line", byDefault = "\"\"")
      String filename) {
    /** Copies the list; tokens are not empty. */
    public BearerConfig {
      tokens = List.copyOf(tokens);
      if (scheme.isEmpty() || scheme.indexOf(' ') >= 0) {
        throw new IllegalArgumentException("scheme must be one word");
      }
      if (tokens.stream().anyMatch(Secret::isEmpty)) {
        throw new IllegalArgumentException("tokens has an empty one");
      }
    }

    boolean isOn() {
      return !token.isEmpty() || !tokens.isEmpty() || !filename.isEmpty();
    }
  }

  /**
   * Names and passwords, as in the Collector's {@code basicauth}.
   *
   * @param htpasswd where they are
   */
  public record BasicConfig(HtpasswdConfig htpasswd) {}

  /**
   * Names and passwords in the format of {@code htpasswd}.
   *
   * @param file a file of them; empty for none
   * @param inline lines of them, which win over the file's; empty for none
   */
  public record HtpasswdConfig(
      @Setting(
          doc = "File of names and passwords (`htpasswd -B`) of those who may send",
          byDefault = "\"\"")
      String file,

      @Setting(doc = "The same, written here; its lines win over the file's", byDefault = "\"\"")
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

  /** Returns whether senders must say who they are. */
  boolean isOn() {
    return bearer.isOn() || basic.htpasswd().isOn();
  }

  /** Returns whether something is read from files. */
  boolean hasFiles() {
    return !bearer.filename().isEmpty() || !basic.htpasswd().file().isEmpty();
  }
}
