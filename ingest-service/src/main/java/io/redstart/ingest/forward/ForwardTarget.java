// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.forward;

import io.redstart.config.Endpoint;
import io.redstart.ingest.forward.ForwardConfig.Protocol;
import java.util.Locale;

/**
 * The receiver, as its setting {@code endpoint} describes it.
 *
 * @param address its host and port
 * @param isTls whether connections to it are encrypted
 * @param path the path of requests
 */
record ForwardTarget(Endpoint address, boolean isTls, String path) {
  private static final String GRPC_PATH =
      "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
  private static final String HTTP_PATH = "/v1/traces";
  private static final String HTTP_SCHEME = "http://";
  private static final String HTTPS_SCHEME = "https://";
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  /**
   * Parses an endpoint.
   *
   * @param isInsecure whether an endpoint without a scheme is connected to without TLS
   * @throws IllegalArgumentException if it is malformed; the message says how
   */
  static ForwardTarget of(String endpoint, Protocol protocol, boolean isInsecure) {
    String lower = endpoint.toLowerCase(Locale.ROOT);
    boolean isHttps = lower.startsWith(HTTPS_SCHEME);
    boolean isHttp = lower.startsWith(HTTP_SCHEME);
    if (protocol == Protocol.HTTP && !isHttp && !isHttps) {
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
    if (protocol == Protocol.GRPC && !base.isEmpty()) {
      throw new IllegalArgumentException(
          "endpoint must not have a path with protocol grpc, unlike " + endpoint);
    }
    boolean isTls = isHttps || (!isHttp && !isInsecure);
    int port = isHttps ? HTTPS_PORT : isHttp ? HTTP_PORT : 0;
    return new ForwardTarget(
        addressOf(authority, port), isTls, protocol == Protocol.GRPC ? GRPC_PATH : httpPath(base));
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

  private static String httpPath(String base) {
    return base.endsWith(HTTP_PATH) ? base : base + HTTP_PATH;
  }

  @Override
  public String toString() {
    return address + (isTls ? " (TLS)" : "");
  }
}
