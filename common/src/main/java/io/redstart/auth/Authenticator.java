// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.auth;

import io.redstart.process.FatalErrors;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks {@code authorization} headers against credentials. Tokens are compared at once. A password
 * takes a worker thread a tenth of a second, so verified headers are remembered by their SHA-256,
 * and further requests with the same password wait for the running check.
 *
 * <p>One event loop, which it never blocks.
 */
public final class Authenticator {
  /**
   * The most passwords remembered as right or being checked; the least recently used are dropped.
   */
  static final int REMEMBERED_MAX = 1024;

  /** The most passwords that may wait, as one is checked at a time; about 6 s of work. */
  static final int CHECKS_MAX = 64;

  /**
   * Longer names with passwords, in base64, are denied without a check. Anybody can send guesses,
   * and some hashes of long passwords are slow: SHA-512 takes a second for 12 KB.
   */
  static final int BASIC_MAX_CHARS = 1024;

  private static final Future<Verdict> ALLOWED = Future.succeededFuture(Verdict.ALLOWED);
  private static final Future<Verdict> DENIED = Future.succeededFuture(Verdict.DENIED);
  private static final Future<Verdict> BUSY = Future.succeededFuture(Verdict.BUSY);

  private final Vertx vertx;
  private final MessageDigest sha256 = sha256();
  private final Map<ByteBuffer, Future<Verdict>> remembered = new LinkedHashMap<>(16, 0.75f, true) {
    private static final long serialVersionUID = 1;

    @Override
    protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Future<Verdict>> eldest) {
      return size() > REMEMBERED_MAX;
    }
  };
  private Credentials credentials;
  private int checks;

  /** Makes an authenticator for these credentials. */
  public Authenticator(Vertx vertx, Credentials credentials) {
    this.vertx = vertx;
    this.credentials = credentials;
  }

  /** Replaces the credentials; if they differ, forgets the passwords verified by the old ones. */
  public void use(Credentials fresh) {
    if (!fresh.equals(credentials)) {
      credentials = fresh;
      remembered.clear();
    }
  }

  /** Returns the {@code www-authenticate} header for denied requests. */
  public String challenge() {
    return credentials.challenge();
  }

  /**
   * Checks a header.
   *
   * @return the verdict, usually complete; never fails
   */
  public Future<Verdict> check(@Nullable String authorization) {
    int space = authorization == null ? -1 : authorization.indexOf(' ');
    if (authorization == null || space < 0) {
      return DENIED;
    }
    String scheme = authorization.substring(0, space);
    String rest = authorization.substring(space + 1).strip();
    if (scheme.equalsIgnoreCase(credentials.tokens().scheme())
        && credentials.tokens().contains(rest)) {
      return ALLOWED;
    }
    return scheme.equalsIgnoreCase("Basic") && !credentials.passwords().isEmpty()
        ? checkBasic(rest)
        : DENIED;
  }

  private Future<Verdict> checkBasic(String base64) {
    if (base64.length() > BASIC_MAX_CHARS) {
      return DENIED;
    }
    ByteBuffer key = ByteBuffer.wrap(sha256.digest(base64.getBytes(StandardCharsets.UTF_8)));
    Future<Verdict> known = remembered.get(key);
    if (known != null) {
      return known;
    }
    String pair;
    try {
      pair = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return DENIED;
    }
    int colon = pair.indexOf(':');
    if (colon < 0) {
      return DENIED;
    }
    return checks >= CHECKS_MAX
        ? BUSY
        : checkSlowly(key, pair.substring(0, colon), pair.substring(colon + 1));
  }

  private Future<Verdict> checkSlowly(ByteBuffer key, String name, String password) {
    Htpasswd passwords = credentials.passwords();
    checks++;
    // Ordered, so that an event loop uses one thread at a time.
    Future<Verdict> verdict = vertx
        .executeBlocking(() -> passwords.matches(name, password))
        .otherwise(failure -> {
          FatalErrors.check(failure);
          return false;
        })
        .map(right -> right ? Verdict.ALLOWED : Verdict.DENIED);
    remembered.put(key, verdict);
    verdict.onComplete(done -> {
      checks--;
      if (done.result() != Verdict.ALLOWED) {
        remembered.remove(key, verdict);
      }
    });
    return verdict;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
