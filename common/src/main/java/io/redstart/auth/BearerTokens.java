// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** The valid bearer tokens (RFC 6750). Immutable. */
public final class BearerTokens {
  private final String scheme;
  private final byte[][] tokens;

  /**
   * Makes a set of tokens.
   *
   * @param scheme the word before a token, {@code Bearer} by the standard
   */
  public BearerTokens(String scheme, Collection<String> tokens) {
    this.scheme = scheme;
    this.tokens =
        tokens.stream().map(token -> token.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
  }

  /** Returns the tokens of a file: one per line, without surrounding white space. */
  public static List<String> parse(String file) {
    return file.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  boolean isEmpty() {
    return tokens.length == 0;
  }

  String scheme() {
    return scheme;
  }

  /** Returns whether a token is valid; the time it takes does not reveal how much of it matches. */
  boolean contains(String token) {
    byte[] given = token.getBytes(StandardCharsets.UTF_8);
    boolean found = false;
    for (byte[] known : tokens) {
      found |= MessageDigest.isEqual(known, given);
    }
    return found;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BearerTokens those
        && scheme.equals(those.scheme)
        && Arrays.deepEquals(tokens, those.tokens);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(tokens);
  }
}
