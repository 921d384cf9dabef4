// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageRoutesTest {
  private static final Path SOURCES = Path.of("src/main/resources", PageRoutes.ROOT);
  private static final Pattern IMPORT = Pattern.compile("(?:from |import\\()'([^']+)'");

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static Vertx vertx;
  private static HttpServer server;

  @BeforeAll
  static void listen() {
    vertx = Vertx.vertx();
    Router router = Router.router(vertx);
    PageRoutes.add(router);
    server = join(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
  }

  @AfterAll
  static void close() {
    join(vertx.close());
  }

  private static <T> T join(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  private static HttpResponse<byte[]> send(String method, String path, String... headers)
      throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.actualPort() + path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/service?service=a", "/operation", "/query", "/graph", "/status"})
  void views_areOneDocument(String path) throws Exception {
    HttpResponse<byte[]> response = send("GET", path);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "content-type")).isEqualTo("text/html; charset=utf-8");
    assertThat(response.body()).isEqualTo(Files.readAllBytes(SOURCES.resolve("index.html")));
  }

  @Test
  void policy_forbidsInlineScriptsAndStyles() throws Exception {
    HttpResponse<byte[]> response = send("GET", "/");
    assertThat(header(response, "content-security-policy"))
        .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
        .doesNotContain("unsafe");
    assertThat(header(response, "x-content-type-options")).isEqualTo("nosniff");
    assertThat(header(response, "referrer-policy")).isEqualTo("no-referrer");
    assertThat(new String(response.body(), UTF_8))
        .doesNotContain(" style=", " onclick=", "<style")
        .doesNotContainPattern("<script(?![^>]* src=)");
  }

  @ParameterizedTest
  @CsvSource({
    "/assets/page/app.js, text/javascript; charset=utf-8",
    "/assets/page/page.css, text/css; charset=utf-8",
    "/assets/page/icon.svg, image/svg+xml",
    "/assets/uplot/uPlot.esm.js, text/javascript; charset=utf-8",
    "/assets/uplot/uPlot.min.css, text/css; charset=utf-8",
  })
  void files_haveTheirTypes(String path, String type) throws Exception {
    HttpResponse<byte[]> response = send("GET", path);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "content-type")).isEqualTo(type);
    assertThat(response.body()).isNotEmpty();
  }

  @Test
  void file_thatIsKnownIsNotSentAgain() throws Exception {
    HttpResponse<byte[]> first = send("GET", "/assets/page/app.js");
    assertThat(header(first, "cache-control")).isEqualTo("no-cache");
    HttpResponse<byte[]> again =
        send("GET", "/assets/page/app.js", "if-none-match", header(first, "etag"));
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(
            send("GET", "/assets/page/app.js", "if-none-match", "W/\"other\"").statusCode())
        .isEqualTo(200);
  }

  @Test
  void file_isCompressedForThoseWhoAcceptIt() throws Exception {
    byte[] plain =
        send("GET", "/assets/page/page.css", "accept-encoding", "gzip;q=0").body();
    HttpResponse<byte[]> packed =
        send("GET", "/assets/page/page.css", "accept-encoding", "br, gzip, deflate");
    assertThat(header(packed, "content-encoding")).isEqualTo("gzip");
    assertThat(header(packed, "vary")).isEqualTo("accept-encoding");
    assertThat(packed.body().length).isLessThan(plain.length / 2);
    assertThat(new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes())
        .isEqualTo(plain);
  }

  @Test
  void head_hasNoBody() throws Exception {
    HttpResponse<byte[]> response = send("HEAD", "/");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "etag")).isNotEmpty();
    assertThat(response.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/assets/page/PageRoutes.class",
        "/assets/page/../version.properties",
        "/assets/page/%2e%2e/version.properties",
        "/assets/page/",
        "/elsewhere"
      })
  void otherFiles_areNotServed(String path) throws Exception {
    assertThat(send("GET", path).statusCode()).isEqualTo(404);
  }

  @Test
  void list_namesAllFilesOfThePage() throws Exception {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      assertThat(files
              .filter(Files::isRegularFile)
              .map(file -> SOURCES.relativize(file).toString().replace('\\', '/'))
              .filter(file -> !file.equals("index.html")))
          .containsExactlyInAnyOrder(PageRoutes.FILES);
    }
  }

  static Stream<Path> scripts() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files.filter(file -> file.toString().endsWith(".js")).toList().stream();
    }
  }

  /** A browser reports a wrong name only when it comes to the import. */
  @ParameterizedTest
  @MethodSource("scripts")
  void imports_areServed(Path script) throws Exception {
    Matcher imports = IMPORT.matcher(Files.readString(script));
    while (imports.find()) {
      String path = URI.create("/assets/page/")
          .resolve(SOURCES.relativize(script).toString())
          .resolve(imports.group(1))
          .getPath();
      assertThat(send("GET", path).statusCode()).as(path).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void scripts_neverParseText(Path script) throws Exception {
    assertThat(Files.readString(script))
        .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(");
  }
}
