// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.auth;

/**
 * Whom a port lets in.
 *
 * @param tokens bearers of one of these
 * @param passwords and those who know one of these
 */
public record Credentials(BearerTokens tokens, Htpasswd passwords) {
  /** Returns the schemes that are asked for, as in {@code www-authenticate}. */
  String challenge() {
    String basic = passwords.isEmpty() ? "" : "Basic realm=\"redstart\", charset=\"UTF-8\"";
    if (tokens.isEmpty()) {
      return basic;
    }
    return basic.isEmpty() ? tokens.scheme() : tokens.scheme() + ", " + basic;
  }
}
