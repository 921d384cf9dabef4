// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.config;

/**
 * An address to listen on or to connect to: {@code localhost:4317}, {@code 0.0.0.0:9090}, {@code
 * [::1]:9090}; {@code :9090} is every address of this machine, as in Go.
 *
 * @param host a host name or an address, an IPv6 address without its brackets
 * @param port 0 … 65535; 0 picks any free port
 */
public record Endpoint(String host, int port) {
  /** Every address of this machine, including IPv6. */
  private static final String ANY_HOST = "0.0.0.0";

  private static final String ANY_IPV6_HOST = "::";

  /** Checks the port. */
  public Endpoint {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port " + port + " is not between 0 and 65535");
    }
  }

  /**
   * Parses {@code host:port}.
   *
   * @throws IllegalArgumentException if the text has another form
   */
  public static Endpoint parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0 || text.contains("://")) {
      throw new IllegalArgumentException("\"" + text + "\" is not host:port");
    }
    String host = colon == 0 ? ANY_HOST : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not host:port: an IPv6 address needs brackets");
    }
    try {
      return new Endpoint(host, Integer.parseInt(text.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("\"" + text + "\" is not host:port: no port number", e);
    }
  }

  /** Returns whether it means every address of this machine, which others cannot connect to. */
  public boolean isAnyHost() {
    return host.equals(ANY_HOST) || host.equals(ANY_IPV6_HOST);
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
