// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.tls;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** Configures TLS of the connections to a server by its settings. */
public final class ClientTls {
  private static final String HTTP_2 = "h2";

  private final ClientTlsConfig config;
  private final String setting;

  /**
   * Makes the configuration.
   *
   * @param setting the key of the {@code tls} block, for messages
   */
  public ClientTls(ClientTlsConfig config, String setting) {
    this.config = config;
    this.setting = setting;
  }

  /**
   * Checks the files. Blocks.
   *
   * @throws IllegalStateException if one cannot be used; the message names its setting
   */
  public void checkFiles(Vertx vertx) {
    check("ca_file", config.caFile(), () -> authorities().getTrustManagerFactory(vertx));
    check(
        "cert_file",
        config.certFile(),
        () -> new PemTrustOptions().addCertPath(config.certFile()).getTrustManagerFactory(vertx));
    check("key_file", config.keyFile(), () -> keyCert().getKeyManagerFactory(vertx));
  }

  private void check(String key, String file, Callable<?> reading) {
    if (file.isEmpty()) {
      return;
    }
    if (!Files.isReadable(Path.of(file))) {
      throw new IllegalStateException(setting + "." + key + ": cannot read " + file);
    }
    try {
      reading.call();
    } catch (Exception e) {
      throw new IllegalStateException(
          setting + "." + key + ": cannot use " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Switches TLS on in a client's options.
   *
   * @param withHttp2 whether the server must speak HTTP/2
   */
  public void addTo(HttpClientOptions options, boolean withHttp2) {
    options
        .setSsl(true)
        .setUseAlpn(withHttp2)
        .setEnabledSecureTransportProtocols(TlsVersions.from(config.minVersion()))
        .setTrustAll(config.insecureSkipVerify())
        .setVerifyHost(!config.insecureSkipVerify());
    if (!config.caFile().isEmpty()) {
      options.setTrustOptions(authorities());
    }
    if (!config.certFile().isEmpty()) {
      options.setKeyCertOptions(keyCert());
    }
  }

  /**
   * Reloads the files of a client at the configured interval, if there is one, on the current
   * context.
   *
   * @param withHttp2 whether the server must speak HTTP/2
   */
  public void keepFresh(Vertx vertx, HttpClientAgent client, boolean withHttp2) {
    FreshCertificates.every(config.reloadInterval().toMillis(), vertx, client, this, withHttp2);
  }

  /** Returns the key of the {@code tls} block. */
  String setting() {
    return setting;
  }

  /**
   * Reads the files, to replace the options of a running client. Blocks. Their contents are in the
   * options, since a client takes options that name the same files for the same as before.
   *
   * @param withHttp2 whether the server must speak HTTP/2
   */
  public ClientSSLOptions read(Vertx vertx, boolean withHttp2) {
    ClientSSLOptions options = new ClientSSLOptions()
        .setTrustAll(config.insecureSkipVerify())
        .setHostnameVerificationAlgorithm(config.insecureSkipVerify() ? "" : "HTTPS")
        .setUseAlpn(withHttp2)
        .setEnabledSecureTransportProtocols(TlsVersions.from(config.minVersion()));
    if (withHttp2) {
      options.setApplicationLayerProtocols(List.of(HTTP_2));
    }
    if (!config.caFile().isEmpty()) {
      options.setTrustOptions(new PemTrustOptions().addCertValue(content(config.caFile(), vertx)));
    }
    if (!config.certFile().isEmpty()) {
      options.setKeyCertOptions(new PemKeyCertOptions()
          .setCertValue(content(config.certFile(), vertx))
          .setKeyValue(content(config.keyFile(), vertx)));
    }
    return options;
  }

  private static Buffer content(String file, Vertx vertx) {
    return vertx.fileSystem().readFileBlocking(file);
  }

  private PemKeyCertOptions keyCert() {
    return new PemKeyCertOptions().setCertPath(config.certFile()).setKeyPath(config.keyFile());
  }

  private PemTrustOptions authorities() {
    return new PemTrustOptions().addCertPath(config.caFile());
  }
}
