// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.redstart.config.StoreConfig;
import io.redstart.connection.GuardedTransport;
import io.redstart.query.page.TestPageFacts;
import io.redstart.query.source.TestConfig;
import io.redstart.telemetry.Health;
import io.redstart.telemetry.Telemetry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class QuerySecurityTest {
  private static final String TOKEN = "auth: {bearer: {token: open-sesame}}";
  /** The password {@code sesame}, as {@code openssl passwd -5} writes it. */
  private static final String PASSWORD =
      "auth: {basic: {htpasswd: {inline: 'ada:$5$abcdefgh$4PbtPZdUc33o7LmNsM4HTsjYbIhyCeh4aCe.rEbHkq1'}}}";

  @TempDir
  private Path files;

  private final Vertx vertx = GuardedTransport.on(Vertx.builder()).build();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private X509Bundle certificate;

  @BeforeEach
  void makeCertificate() throws Exception {
    certificate = new CertificateBuilder()
        .subject("CN=query")
        .addSanDnsName("localhost")
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
    Files.writeString(files.resolve("cert.pem"), certificate.getCertificatePEM());
    Files.writeString(files.resolve("key.pem"), certificate.getPrivateKeyPEM());
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private String tls() {
    return "tls: {cert_file: '%1$s/cert.pem', key_file: '%1$s/key.pem'}".formatted(files);
  }

  private Future<QueryService> start(String... blocks) {
    StoreConfig store = new StoreConfig(
        "unused",
        List.of(new StoreConfig.Tier(Duration.ofSeconds(5), Duration.ofHours(6))),
        true,
        0);
    return QueryService.start(
        vertx,
        TestQueryConfig.of("{" + String.join(", ", blocks) + "}"),
        TestConfig.spanMetrics(),
        store,
        TestPageFacts.NONE,
        new Telemetry(meters, new Health()));
  }

  private HttpResponse<String> get(QueryService service, String scheme, String... headers)
      throws Exception {
    return get("/api/v1/query?query=1", service, scheme, headers);
  }

  private HttpResponse<String> get(
      String path, QueryService service, String scheme, String... headers) throws Exception {
    return get(scheme + "://localhost:" + service.port() + path, headers);
  }

  private HttpResponse<String> get(String url, String[] headers) throws Exception {
    KeyStore known = KeyStore.getInstance(KeyStore.getDefaultType());
    known.load(null, null);
    known.setCertificateEntry("query", certificate.getCertificate());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(known);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(20));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    HttpClient client = HttpClient.newBuilder().sslContext(context).build();
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void tls_encryptsAndKeepsHttp1() throws Exception {
    QueryService service = await(start(tls()));

    HttpResponse<String> response = get(service, "https");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
    assertThatThrownBy(() -> get(service, "http")).isInstanceOf(IOException.class);
  }

  @Test
  void scrapePort_hasTlsAndCredentialsOfItsOwn() throws Exception {
    QueryService service =
        await(start("scrape: {endpoint: '127.0.0.1:0', %s, %s}".formatted(tls(), TOKEN)));
    String url = "https://localhost:" + service.scrapePort() + "/metrics";
    String[] token = {"authorization", "Bearer open-sesame"};

    assertThat(get(url, new String[0]).statusCode()).isEqualTo(401);
    HttpResponse<String> allowed = get(url, token);
    assertThat(allowed.statusCode()).as("without any aggregator").isEqualTo(503);
    assertThat(allowed.body()).startsWith("not all counts are known: no aggregator");
    assertThat(get(url.replace("/metrics", "/"), token).statusCode()).isEqualTo(404);
    assertThat(get(service, "http").statusCode()).isEqualTo(200);
  }

  @Test
  void clientWithoutCertificate_isRefusedIfOneIsRequired() throws Exception {
    QueryService service =
        await(start(tls().replace("}", ", client_ca_file: '" + files + "/cert.pem'}")));

    assertThatThrownBy(() -> get(service, "https")).isInstanceOf(IOException.class);
  }

  @Test
  void certificateThatCannotBeUsed_failsTheStart() throws Exception {
    Files.writeString(files.resolve("key.pem"), "no key");
    assertThatThrownBy(() -> await(start(tls())))
        .hasMessageContaining("query.tls.key_file: cannot use ");
  }

  @Test
  void certificateThatExpires_isAProblem() throws Exception {
    X509Bundle old = new CertificateBuilder()
        .subject("CN=old")
        .setIsCertificateAuthority(true)
        .notBefore(Instant.now().minus(20, ChronoUnit.DAYS))
        .notAfter(Instant.now().minus(10, ChronoUnit.DAYS))
        .buildSelfSigned();
    Files.writeString(files.resolve("cert.pem"), old.getCertificatePEM());
    assertThat(QueryService.fileProblems(TestQueryConfig.of("{" + tls() + "}")))
        .singleElement()
        .asString()
        .startsWith("query.tls.cert_file = ")
        .contains("expired at");
  }

  @Test
  void requestWithoutToken_isDenied() throws Exception {
    QueryService service = await(start(TOKEN));

    HttpResponse<String> denied = get(service, "http");
    assertThat(denied.statusCode()).isEqualTo(401);
    assertThat(denied.headers().firstValue("www-authenticate")).contains("Bearer");
    assertThat(denied.body()).isEqualTo("Unauthorized: no authorization header\n");
    assertThat(get(service, "http", "authorization", "Bearer other").body())
        .isEqualTo("Unauthorized: unknown credentials in the authorization header\n");
    assertThat(get(service, "http", "authorization", "Bearer open-sesame").statusCode())
        .isEqualTo(200);
    assertThat(meters
            .get("redstart.query.requests")
            .tag("outcome", "unauthenticated")
            .timer()
            .count())
        .isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/status", "/assets/page/app.js", "/api/v1/redstart/page"})
  void pageWithoutPassword_isDenied(String path) throws Exception {
    QueryService service = await(start(PASSWORD, tls()));

    HttpResponse<String> denied = get(path, service, "https");
    assertThat(denied.statusCode()).isEqualTo(401);
    assertThat(denied.headers().firstValue("www-authenticate").orElseThrow()).contains("Basic");
    assertThat(get(path, service, "https", "authorization", basic("ada:sesame")).statusCode())
        .isEqualTo(200);
  }

  @Test
  void requestWithPassword_isAnswered() throws Exception {
    QueryService service = await(start(PASSWORD, tls()));

    assertThat(get(service, "https", "authorization", basic("ada:open")).statusCode())
        .isEqualTo(401);
    assertThat(get(service, "https", "authorization", basic("ada:sesame")).statusCode())
        .isEqualTo(200);
  }

  private static String basic(String pair) {
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes());
  }
}
