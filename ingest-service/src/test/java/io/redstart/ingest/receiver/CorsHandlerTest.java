// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CorsHandlerTest {
  private static final String ALLOW_ORIGIN = "access-control-allow-origin";
  private static final String ALLOW_HEADERS = "access-control-allow-headers";

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = vertx.createHttpClient();

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  @Test
  void preflight_ofAnAllowedOrigin_tellsWhatIsAllowed() throws Exception {
    HttpClientResponse response =
        preflight("https://shop.example.com", List.of("https://*.example.com"), List.of("x-key"));

    assertThat(response.statusCode()).isEqualTo(204);
    assertThat(response.getHeader(ALLOW_ORIGIN)).isEqualTo("https://shop.example.com");
    assertThat(response.getHeader("access-control-allow-credentials")).isEqualTo("true");
    assertThat(response.getHeader("access-control-allow-methods")).isEqualTo("POST");
    assertThat(response.getHeader(ALLOW_HEADERS))
        .isEqualTo("accept, content-encoding, content-type, x-requested-with, x-key");
    assertThat(response.getHeader("access-control-max-age")).isEqualTo("600");
    assertThat(response.getHeader("vary")).startsWith("Origin");
  }

  @Test
  void preflight_ofAnotherOrigin_allowsNothing() throws Exception {
    for (String origin : List.of("https://example.com", "http://a.example.com", "null")) {
      HttpClientResponse response =
          preflight(origin, List.of("https://*.example.com", "https://one.org"), List.of());

      assertThat(response.statusCode()).isEqualTo(204);
      assertThat(response.headers().names()).noneMatch(name -> name.startsWith("access-control"));
    }
  }

  @Test
  void preflight_withWildcards_allowsEveryOriginAndHeader() throws Exception {
    HttpClientResponse response = preflight("https://a.org", List.of("*"), List.of("*"));

    assertThat(response.getHeader(ALLOW_ORIGIN)).isEqualTo("*");
    assertThat(response.getHeader("access-control-allow-credentials")).isNull();
    assertThat(response.getHeader(ALLOW_HEADERS)).isEqualTo("content-type,x-mine");
  }

  @Test
  void otherRequests_goOnAndAreMarked() throws Exception {
    List<String> origins = List.of("https://One.org");
    HttpClientResponse allowed =
        send(HttpMethod.POST, Map.of("origin", "https://one.org"), origins, List.of());
    HttpClientResponse other =
        send(HttpMethod.POST, Map.of("origin", "https://two.org"), origins, List.of());
    HttpClientResponse options =
        send(HttpMethod.OPTIONS, Map.of("origin", "https://one.org"), origins, List.of());

    assertThat(allowed.statusCode()).isEqualTo(418);
    assertThat(allowed.getHeader(ALLOW_ORIGIN)).isEqualTo("https://one.org");
    assertThat(other.statusCode()).isEqualTo(418);
    assertThat(other.getHeader(ALLOW_ORIGIN)).isNull();
    assertThat(other.getHeader("vary")).isEqualTo("Origin");
    assertThat(options.statusCode()).isEqualTo(418);
  }

  private HttpClientResponse preflight(String origin, List<String> origins, List<String> headers)
      throws Exception {
    Map<String, String> asked = Map.of(
        "origin",
        origin,
        "access-control-request-method",
        "POST",
        "access-control-request-headers",
        "content-type,x-mine");
    return send(HttpMethod.OPTIONS, asked, origins, headers);
  }

  private HttpClientResponse send(
      HttpMethod method, Map<String, String> headers, List<String> origins, List<String> allowed)
      throws Exception {
    CorsHandler handler = new CorsHandler(
        origins, allowed, 600, request -> request.response().setStatusCode(418).end());
    HttpServer server =
        await(vertx.createHttpServer().requestHandler(handler).listen(0, "localhost"));
    return await(
        client.request(method, server.actualPort(), "localhost", "/v1/traces").compose(request -> {
          headers.forEach(request::putHeader);
          return request.send();
        }));
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
