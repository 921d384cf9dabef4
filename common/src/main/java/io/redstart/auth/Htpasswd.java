// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.Crypt;
import org.apache.commons.codec.digest.Md5Crypt;
import org.springframework.security.crypto.bcrypt.BCrypt;

/**
 * Names and passwords in the format of Apache's {@code htpasswd}, one pair per line. Immutable.
 *
 * <pre>
 *   ada:$2y$10$…      bcrypt, as {@code htpasswd -B} writes
 *   bob:$apr1$…       Apache's MD5, as {@code htpasswd} writes by default
 *   cyd:$5$… or $6$…  SHA-256 and SHA-512 of crypt(3); $1$ is its MD5
 *   dan:secret        the password itself
 * </pre>
 */
public final class Htpasswd {
  private static final Pattern KNOWN = Pattern.compile("\\$(2[aby]|apr1|1|5|6)\\$");

  private final Map<String, String> hashByName;

  private Htpasswd(Map<String, String> hashByName) {
    this.hashByName = hashByName;
  }

  /**
   * Parses lines; skips empty lines and comments, which begin with #.
   *
   * @throws IllegalArgumentException if a line is malformed, with its number
   */
  public static Htpasswd parse(String text) {
    Map<String, String> hashByName = new HashMap<>();
    int number = 0;
    for (Iterator<String> lines = text.lines().iterator(); lines.hasNext(); ) {
      String line = lines.next().strip();
      number++;
      if (!line.isEmpty() && !line.startsWith("#")) {
        int colon = line.indexOf(':');
        if (colon < 1) {
          throw new IllegalArgumentException("line " + number + " is not name:password");
        }
        hashByName.putIfAbsent(
            line.substring(0, colon), checked(line.substring(colon + 1), number));
      }
    }
    return new Htpasswd(hashByName);
  }

  private static String checked(String hash, int number) {
    if (hash.isEmpty()) {
      throw new IllegalArgumentException("line " + number + " has no password");
    }
    boolean isHash = hash.startsWith("{") || hash.startsWith("$");
    if (isHash && !KNOWN.matcher(hash).lookingAt()) {
      throw new IllegalArgumentException(
          "line " + number + " has an unsupported kind of hash, use bcrypt (htpasswd -B)");
    }
    return hash;
  }

  /** Returns the union of these and others; for a name in both, these override the others. */
  public Htpasswd and(Htpasswd others) {
    Map<String, String> both = new HashMap<>(others.hashByName);
    both.putAll(hashByName);
    return new Htpasswd(both);
  }

  /** Returns whether there are no passwords. */
  public boolean isEmpty() {
    return hashByName.isEmpty();
  }

  /**
   * Returns whether the password belongs to the name. A good hash takes a tenth of a second on
   * purpose; an unknown name takes about as long.
   */
  boolean matches(String name, String password) {
    String hash = hashByName.get(name);
    if (hash == null) {
      hashByName.values().stream().findFirst().ifPresent(any -> isHashOf(any, password));
      return false;
    }
    return isHashOf(hash, password);
  }

  private static boolean isHashOf(String hash, String password) {
    if (hash.startsWith("$2")) {
      return BCrypt.checkpw(password, hash);
    }
    String computed = password;
    if (hash.startsWith("$apr1$")) {
      computed = Md5Crypt.apr1Crypt(password, hash);
    } else if (hash.startsWith("$")) {
      computed = Crypt.crypt(password, hash);
    }
    return MessageDigest.isEqual(
        computed.getBytes(StandardCharsets.UTF_8), hash.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Htpasswd htpasswd && hashByName.equals(htpasswd.hashByName);
  }

  @Override
  public int hashCode() {
    return hashByName.hashCode();
  }
}
