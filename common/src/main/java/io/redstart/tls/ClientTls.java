// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.tls;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;

/** Configures TLS of the connections to a server by its settings. */
public final class ClientTls {
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
        .setEnabledSecureTransportProtocols(versions())
        .setTrustAll(config.insecureSkipVerify())
        .setVerifyHost(!config.insecureSkipVerify());
    if (!config.caFile().isEmpty()) {
      options.setTrustOptions(authorities());
    }
    if (!config.certFile().isEmpty()) {
      options.setKeyCertOptions(keyCert());
    }
  }

  private PemKeyCertOptions keyCert() {
    return new PemKeyCertOptions().setCertPath(config.certFile()).setKeyPath(config.keyFile());
  }

  private PemTrustOptions authorities() {
    return new PemTrustOptions().addCertPath(config.caFile());
  }

  private Set<String> versions() {
    Set<String> versions = new LinkedHashSet<>();
    if (config.minVersion().equals("1.2")) {
      versions.add("TLSv1.2");
    }
    versions.add("TLSv1.3");
    return versions;
  }
}
