// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.auth;

/**
 * The credentials of the clients of a port.
 *
 * @param tokens the valid bearer tokens
 * @param passwords the valid names and passwords
 */
public record Credentials(BearerTokens tokens, Htpasswd passwords) {
  /** Returns the accepted schemes, as in {@code www-authenticate}. */
  String challenge() {
    String basic = passwords.isEmpty() ? "" : "Basic realm=\"redstart\", charset=\"UTF-8\"";
    if (tokens.isEmpty()) {
      return basic;
    }
    return basic.isEmpty() ? tokens.scheme() : tokens.scheme() + ", " + basic;
  }
}
