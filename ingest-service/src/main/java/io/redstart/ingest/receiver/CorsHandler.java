// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.receiver;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Lets web pages of other origins send spans. It answers preflight requests; to other requests it
 * adds the headers, and passes them to the next handler, whatever their origin. Enforcement is up
 * to the browser.
 *
 * @see <a href="https://fetch.spec.whatwg.org/#http-cors-protocol">Fetch Standard, CORS</a>
 */
public final class CorsHandler implements Handler<HttpServerRequest> {
  private static final String ANY = "*";

  /** The headers of OTLP itself; browsers ask for each header beyond a few simple values. */
  private static final List<String> HEADERS_ALWAYS =
      List.of("accept", "content-encoding", "content-type", "x-requested-with");

  private final List<String> allowedOrigins;
  private final String allowedHeaders;
  private final boolean anyHeader;
  private final int maxAgeSeconds;
  private final Handler<HttpServerRequest> next;

  /**
   * Makes a handler.
   *
   * @param allowedOrigins as {@code https://*.example.com}, with at most one {@code *} each; a
   *     single {@code *} allows every origin, without credentials
   * @param allowedHeaders the headers beyond those of OTLP; {@code *} allows every header
   * @param maxAgeSeconds how long a browser may keep the answer to a preflight request; 0 leaves it
   *     to the browser
   */
  public CorsHandler(
      List<String> allowedOrigins,
      List<String> allowedHeaders,
      int maxAgeSeconds,
      Handler<HttpServerRequest> next) {
    this.allowedOrigins =
        allowedOrigins.stream().map(origin -> origin.toLowerCase(Locale.ROOT)).toList();
    List<String> headers = new ArrayList<>(HEADERS_ALWAYS);
    headers.addAll(allowedHeaders);
    this.allowedHeaders = String.join(", ", headers);
    this.anyHeader = allowedHeaders.contains(ANY);
    this.maxAgeSeconds = maxAgeSeconds;
    this.next = next;
  }

  @Override
  public void handle(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    String origin = request.getHeader("origin");
    boolean preflight = request.method().equals(HttpMethod.OPTIONS)
        && origin != null
        && request.getHeader("access-control-request-method") != null;
    response.putHeader(
        "vary",
        preflight
            ? "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"
            : "Origin");
    if (origin != null && isAllowed(origin)) {
      allowOrigin(origin, response);
      if (preflight) {
        allowRequest(request, response);
      }
    }
    if (preflight) {
      response.setStatusCode(204).end();
    } else {
      next.handle(request);
    }
  }

  private void allowOrigin(String origin, HttpServerResponse response) {
    if (allowedOrigins.contains(ANY)) {
      response.putHeader("access-control-allow-origin", ANY);
    } else {
      response
          .putHeader("access-control-allow-origin", origin)
          .putHeader("access-control-allow-credentials", "true");
    }
  }

  private void allowRequest(HttpServerRequest request, HttpServerResponse response) {
    String asked = request.getHeader("access-control-request-headers");
    response.putHeader("access-control-allow-methods", "POST");
    response.putHeader(
        "access-control-allow-headers", anyHeader && asked != null ? asked : allowedHeaders);
    if (maxAgeSeconds > 0) {
      response.putHeader("access-control-max-age", Integer.toString(maxAgeSeconds));
    }
  }

  private boolean isAllowed(String origin) {
    String lower = origin.toLowerCase(Locale.ROOT);
    return allowedOrigins.stream().anyMatch(pattern -> matches(pattern, lower));
  }

  private static boolean matches(String pattern, String origin) {
    int star = pattern.indexOf('*');
    if (star < 0) {
      return pattern.equals(origin);
    }
    String head = pattern.substring(0, star);
    String tail = pattern.substring(star + 1);
    return origin.length() >= head.length() + tail.length()
        && origin.startsWith(head)
        && origin.endsWith(tail);
  }
}
