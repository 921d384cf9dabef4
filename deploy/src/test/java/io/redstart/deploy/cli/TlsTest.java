// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asks a server whose certificate nobody knows. */
class TlsTest {
  @TempDir
  private static Path files;

  private static Vertx vertx;
  private static String url;

  @BeforeAll
  static void start() throws Exception {
    X509Bundle certificate = new CertificateBuilder()
        .subject("CN=query")
        .addSanDnsName("localhost")
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
    Files.writeString(files.resolve("cert.pem"), certificate.getCertificatePEM());
    Files.writeString(files.resolve("key.pem"), certificate.getPrivateKeyPEM());
    vertx = Vertx.vertx();
    HttpServer server = vertx
        .createHttpServer(new HttpServerOptions()
            .setSsl(true)
            .setKeyCertOptions(new PemKeyCertOptions()
                .setCertPath(files.resolve("cert.pem").toString())
                .setKeyPath(files.resolve("key.pem").toString())))
        .requestHandler(request ->
            request.response().end(FakeServer.result("vector", FakeServer.sample("7", "a", "b"))))
        .listen(0, "localhost")
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
    url = "https://localhost:" + server.actualPort();
  }

  @AfterAll
  static void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void certificate_isTrustedByItsFile() {
    CommandRun run = CommandRun.of(
        "query", "x", "--url", url, "--ca-file", files.resolve("cert.pem").toString());

    assertThat(run.out()).contains("b      7");
    assertThat(run.code()).isZero();
  }

  @Test
  void unknownCertificate_isNotTrusted() {
    CommandRun run = CommandRun.of("query", "x", "--url", url);

    assertThat(run.err()).contains(url + " has a certificate that is not trusted");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void fileWithoutACertificate_isRefused() throws Exception {
    Path empty = Files.writeString(files.resolve("empty.pem"), "");

    CommandRun run = CommandRun.of("query", "x", "--url", url, "--ca-file", empty.toString());

    assertThat(run.err()).contains("--ca-file " + empty + " has no certificate");
    assertThat(run.code()).isEqualTo(2);
  }
}
