// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.outgoing;

import io.redstart.config.Endpoint;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * A receiver, as its setting describes it.
 *
 * @param address its host and port
 * @param isTls whether connections to it are encrypted
 * @param path the path of requests, with their query
 */
public record OutgoingTarget(Endpoint address, boolean isTls, String path) {
  private static final String HTTP_SCHEME = "http://";
  private static final String HTTPS_SCHEME = "https://";
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  /**
   * Parses an endpoint of OTLP: {@code host:port} for gRPC, or a URL, to which OTLP/HTTP appends the
   * path of the signal.
   *
   * @param isInsecure whether an endpoint without a scheme is connected to without TLS
   * @throws IllegalArgumentException if it is malformed; the message says how
   */
  public static OutgoingTarget otlp(
      String endpoint, OtlpProtocol protocol, OtlpSignal signal, boolean isInsecure) {
    String lower = endpoint.toLowerCase(Locale.ROOT);
    boolean isHttps = lower.startsWith(HTTPS_SCHEME);
    boolean isHttp = lower.startsWith(HTTP_SCHEME);
    if (protocol == OtlpProtocol.HTTP && !isHttp && !isHttps) {
      throw new IllegalArgumentException(
          "endpoint must be a URL such as http://" + endpoint + " with protocol http");
    }
    String rest =
        endpoint.substring(isHttps ? HTTPS_SCHEME.length() : isHttp ? HTTP_SCHEME.length() : 0);
    int slash = rest.indexOf('/');
    String authority = slash < 0 ? rest : rest.substring(0, slash);
    String base = slash < 0 ? "" : withoutTrailingSlash(rest.substring(slash));
    if (base.indexOf('?') >= 0 || base.indexOf('#') >= 0 || base.indexOf(' ') >= 0) {
      throw new IllegalArgumentException("endpoint must be a URL without a query");
    }
    String path = signal.path(protocol, base);
    if (protocol == OtlpProtocol.GRPC && !base.isEmpty() && !base.equals(path)) {
      throw new IllegalArgumentException(
          "endpoint must not have a path with protocol grpc, unlike " + endpoint);
    }
    boolean isTls = isHttps || (!isHttp && !isInsecure);
    int port = isHttps ? HTTPS_PORT : isHttp ? HTTP_PORT : 0;
    return new OutgoingTarget(addressOf(authority, port), isTls, path);
  }

  private static Endpoint addressOf(String authority, int defaultPort) {
    if (authority.indexOf('@') >= 0) {
      throw new IllegalArgumentException("endpoint must not hold credentials, use headers");
    }
    boolean hasPort = authority.lastIndexOf(':') > authority.lastIndexOf(']');
    Endpoint address =
        Endpoint.parse(hasPort || defaultPort == 0 ? authority : authority + ":" + defaultPort);
    if (address.isAnyHost() || address.host().isEmpty() || address.port() == 0) {
      throw new IllegalArgumentException(
          "endpoint needs a host and a port to connect to, unlike " + authority);
    }
    return address;
  }

  private static String withoutTrailingSlash(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  /**
   * Parses the URL of requests.
   *
   * @throws IllegalArgumentException if it is malformed; the message says how
   */
  public static OutgoingTarget url(String url) {
    URI uri = parse(url);
    boolean isHttps = "https".equalsIgnoreCase(uri.getScheme());
    boolean isHttp = "http".equalsIgnoreCase(uri.getScheme());
    String host = uri.getHost();
    if ((!isHttp && !isHttps) || host == null || uri.getUserInfo() != null) {
      throw new IllegalArgumentException("url must be http://… or https://…, without a password");
    }
    int port = uri.getPort() >= 0 ? uri.getPort() : isHttps ? HTTPS_PORT : HTTP_PORT;
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery();
    return new OutgoingTarget(
        Endpoint.parse(host + ":" + port), isHttps, query == null ? path : path + "?" + query);
  }

  private static URI parse(String url) {
    try {
      return new URI(url);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("url is not a URL: " + e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    return address + (isTls ? " (TLS)" : "");
  }
}
