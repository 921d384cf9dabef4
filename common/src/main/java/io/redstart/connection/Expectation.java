// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.connection;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;

/**
 * Supports clients that withhold the body until the server asks for it: {@code Expect:
 * 100-continue}. A handler that is going to read the body sends the {@code 100} at once. A handler
 * that refuses the request by its headers answers without it. In HTTP/1.1 the connection then ends
 * with the answer, because the server cannot know whether the next bytes are the body or another
 * request.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#name-expect">RFC 9110, 10.1.1</a>
 */
public final class Expectation {
  private static final String CONTINUE = "100-continue";

  private Expectation() {}

  /** Closes the connection of a request that is answered without a {@code 100}. */
  static Handler<HttpServerRequest> before(Handler<HttpServerRequest> handler) {
    return request -> {
      if (isContinueAwaited(request) && request.version() == HttpVersion.HTTP_1_1) {
        endConnectionWithAnswer(request);
      }
      handler.handle(request);
    };
  }

  private static void endConnectionWithAnswer(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    response.headersEndHandler(begun -> {
      response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
      response.bodyEndHandler(answered -> request.connection().close());
    });
  }

  /** Returns whether a request has an unknown expectation, which requires a 417. */
  public static boolean isUnknown(HttpServerRequest request) {
    String expected = expected(request);
    return !expected.isEmpty() && !CONTINUE.equalsIgnoreCase(expected);
  }

  private static String expected(HttpServerRequest request) {
    String expected = request.getHeader(HttpHeaders.EXPECT);
    return expected == null ? "" : expected.strip();
  }

  /** Returns whether the client withholds the body until {@link #sendContinue}. */
  public static boolean isContinueAwaited(HttpServerRequest request) {
    // An HTTP/1.0 client could not read the 100.
    return request.version() != HttpVersion.HTTP_1_0
        && CONTINUE.equalsIgnoreCase(expected(request));
  }

  /** Asks a waiting client to send the body. Call it before any other answer. */
  public static void sendContinue(HttpServerRequest request) {
    if (isContinueAwaited(request)) {
      request.response().headersEndHandler(null).writeContinue();
    }
  }
}
