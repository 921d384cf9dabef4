// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With certificates of one authority, {@code ca.pem}, made anew for each run: one, two and client. */
class ServerTlsTest {
  @TempDir
  private static Path files;

  private final Vertx vertx = Vertx.vertx();

  @TempDir
  private Path folder;

  @BeforeAll
  static void makeCertificates() throws Exception {
    X509Bundle authority = new CertificateBuilder()
        .subject("CN=authority")
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
    Files.writeString(files.resolve("ca.pem"), authority.getCertificatePEM());
    for (String name : List.of("one", "two", "client")) {
      X509Bundle bundle = new CertificateBuilder()
          .subject("CN=" + name)
          .addSanDnsName("localhost")
          .buildIssuedBy(authority);
      Files.writeString(files.resolve(name + ".pem"), bundle.getCertificatePEM());
      Files.writeString(files.resolve(name + "-key.pem"), bundle.getPrivateKeyPEM());
    }
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  @Test
  void server_speaksHttp2AndHttp1OverTls() throws Exception {
    HttpServer server = listen(tls("", Duration.ZERO, "1.3"));

    assertThat(await(connect(server, client(), HttpVersion.HTTP_2))).startsWith("HTTP_2 CN=one");
    assertThat(await(connect(server, client(), HttpVersion.HTTP_1_1)))
        .startsWith("HTTP_1_1 CN=one");
  }

  @Test
  void server_belowItsLowestVersion_refuses() throws Exception {
    HttpServer server = listen(tls("", Duration.ZERO, "1.3"));
    HttpClientOptions old = client();
    old.setEnabledSecureTransportProtocols(Set.of("TLSv1.2"));

    assertThatThrownBy(() -> await(connect(server, old, HttpVersion.HTTP_1_1)))
        .rootCause()
        .isInstanceOf(SSLHandshakeException.class);
  }

  @Test
  void server_withAClientAuthority_wantsCertificates() throws Exception {
    HttpServer server = listen(tls(files.resolve("ca.pem").toString(), Duration.ZERO, "1.2"));
    HttpClientOptions known = client();
    known.setKeyCertOptions(pem("client"));

    assertThat(await(connect(server, known, HttpVersion.HTTP_2))).startsWith("HTTP_2");
    assertThatThrownBy(() -> await(connect(server, client(), HttpVersion.HTTP_1_1)))
        .isInstanceOf(Exception.class);
  }

  @Test
  void server_takesANewCertificateWithoutARestart() throws Exception {
    HttpServer server = listen(tls("", Duration.ofMillis(50), "1.2"));
    assertThat(await(connect(server, client(), HttpVersion.HTTP_2))).startsWith("HTTP_2 CN=one");
    Files.writeString(folder.resolve("cert.pem"), "no certificate");
    assertThat(await(connect(server, client(), HttpVersion.HTTP_2))).startsWith("HTTP_2 CN=one");
    use("two");

    assertThat(await(until(server, "HTTP_2 CN=two"))).isEqualTo("HTTP_2 CN=two");
    assertThat(await(connect(server, client(), HttpVersion.HTTP_1_1))).isEqualTo("HTTP_1_1 CN=two");
  }

  @Test
  void checkFiles_namesTheSettingOfAMissingFile() {
    TlsConfig missing = new TlsConfig("/no/such.pem", "/no/key.pem", "", Duration.ZERO, "1.2");

    assertThatThrownBy(() -> new ServerTls(missing, "ingest.x.tls", true).checkFiles(vertx))
        .hasMessage("ingest.x.tls.cert_file: cannot read /no/such.pem");
  }

  @Test
  void checkFiles_namesTheSettingOfAFileThatIsNotPem() throws Exception {
    TlsConfig tls = tls(files.resolve("ca.pem").toString(), Duration.ZERO, "1.2");
    ServerTls checked = new ServerTls(tls, "ingest.x.tls", true);
    checked.checkFiles(vertx);

    Files.writeString(folder.resolve("key.pem"), "no key");
    assertThatThrownBy(() -> checked.checkFiles(vertx))
        .hasMessageStartingWith("ingest.x.tls.key_file: cannot use " + folder.resolve("key.pem"));
    Files.writeString(folder.resolve("cert.pem"), "no certificate");
    assertThatThrownBy(() -> checked.checkFiles(vertx))
        .hasMessageStartingWith("ingest.x.tls.cert_file: cannot use " + folder.resolve("cert.pem"));
    use("one");
    TlsConfig noCa =
        tls(Files.writeString(folder.resolve("ca.pem"), "no").toString(), Duration.ZERO, "1.2");
    assertThatThrownBy(() -> new ServerTls(noCa, "ingest.x.tls", true).checkFiles(vertx))
        .hasMessageStartingWith("ingest.x.tls.client_ca_file: cannot use ");
  }

  private TlsConfig tls(String clientCa, Duration reloadInterval, String minVersion)
      throws Exception {
    use("one");
    return new TlsConfig(
        folder.resolve("cert.pem").toString(),
        folder.resolve("key.pem").toString(),
        clientCa,
        reloadInterval,
        minVersion);
  }

  private void use(String name) throws Exception {
    Files.copy(
        files.resolve(name + "-key.pem"),
        folder.resolve("key.pem"),
        StandardCopyOption.REPLACE_EXISTING);
    Files.copy(
        files.resolve(name + ".pem"),
        folder.resolve("cert.pem"),
        StandardCopyOption.REPLACE_EXISTING);
  }

  private HttpServer listen(TlsConfig config) throws Exception {
    ServerTls tls = new ServerTls(config, "ingest.x.tls", true);
    HttpServerOptions options = new HttpServerOptions();
    tls.addTo(options);
    HttpServer server = await(vertx
        .createHttpServer(options)
        .requestHandler(request -> request.response().end())
        .listen(0, "localhost"));
    tls.keepFresh(vertx, server);
    return server;
  }

  private Future<String> until(HttpServer server, String expected) {
    return connect(server, client(), HttpVersion.HTTP_2)
        .recover(refused -> Future.succeededFuture(""))
        .compose(got -> got.equals(expected)
            ? Future.succeededFuture(got)
            : vertx.timer(20).compose(waited -> until(server, expected)));
  }

  /** Sends a request over a new connection; returns its version and the server's name. */
  private Future<String> connect(
      HttpServer server, HttpClientOptions options, HttpVersion version) {
    options.setProtocolVersion(version).setUseAlpn(true);
    var client = vertx.createHttpClient(options);
    return client
        .request(HttpMethod.POST, server.actualPort(), "localhost", "/")
        .compose(request -> request.send())
        .map(response -> response.version() + " " + nameOf(response.request().connection()))
        .onComplete(done -> client.close());
  }

  private static String nameOf(HttpConnection connection) {
    try {
      X509Certificate first = (X509Certificate) connection.peerCertificates().get(0);
      return first.getSubjectX500Principal().getName();
    } catch (SSLPeerUnverifiedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static HttpClientOptions client() {
    HttpClientOptions options = new HttpClientOptions();
    options
        .setSsl(true)
        .setTrustOptions(
            new PemTrustOptions().addCertPath(files.resolve("ca.pem").toString()));
    return options;
  }

  private static PemKeyCertOptions pem(String name) {
    return new PemKeyCertOptions()
        .setCertPath(files.resolve(name + ".pem").toString())
        .setKeyPath(files.resolve(name + "-key.pem").toString());
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
