// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.tls;

import io.redstart.process.FatalErrors;
import io.redstart.process.RepeatingTask;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import javax.net.ssl.TrustManagerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Configures TLS of one port by its settings. */
public final class ServerTls {
  private static final Logger log = LoggerFactory.getLogger(ServerTls.class);

  private final TlsConfig config;

  private final String setting;

  private final boolean withHttp2;

  /**
   * Makes the configuration.
   *
   * @param setting the key of the {@code tls} block, for messages
   * @param withHttp2 whether clients may choose HTTP/2, by ALPN
   */
  public ServerTls(TlsConfig config, String setting, boolean withHttp2) {
    this.config = config;
    this.setting = setting;
    this.withHttp2 = withHttp2;
  }

  /**
   * Checks the files in order to report errors with their setting, which the servers' own errors
   * lack. Blocks.
   *
   * @throws IllegalStateException if a file cannot be read, or has the wrong content
   */
  public void checkFiles(Vertx vertx) {
    checkReadable("cert_file", config.certFile());
    checkReadable("key_file", config.keyFile());
    checkReadable("client_ca_file", config.clientCaFile());
    if (config.isOn()) {
      checkContent("cert_file", config.certFile(), () -> trust(config.certFile(), vertx));
      checkContent("key_file", config.keyFile(), () -> keyCert().getKeyManagerFactory(vertx));
    }
    if (!config.clientCaFile().isEmpty()) {
      String file = config.clientCaFile();
      checkContent("client_ca_file", file, () -> trust(file, vertx));
    }
  }

  private void checkReadable(String key, String file) {
    if (!file.isEmpty() && !Files.isReadable(Path.of(file))) {
      throw new IllegalStateException(setting + "." + key + ": cannot read " + file);
    }
  }

  private void checkContent(String key, String file, Callable<?> reading) {
    try {
      reading.call();
    } catch (Exception e) {
      throw new IllegalStateException(
          setting + "." + key + ": cannot use " + file + ": " + e.getMessage(), e);
    }
  }

  private static TrustManagerFactory trust(String file, Vertx vertx) throws Exception {
    return new PemTrustOptions().addCertPath(file).getTrustManagerFactory(vertx);
  }

  /** Returns whether connections are encrypted. */
  public boolean isOn() {
    return config.isOn();
  }

  /** Switches TLS on in a server's options, if the settings ask for it. */
  public void addTo(HttpServerOptions options) {
    if (!config.isOn()) {
      return;
    }
    options
        .setSsl(true)
        .setUseAlpn(withHttp2)
        .setKeyCertOptions(keyCert())
        .setEnabledSecureTransportProtocols(TlsVersions.from(config.minVersion()));
    if (!config.clientCaFile().isEmpty()) {
      options.setClientAuth(ClientAuth.REQUIRED).setTrustOptions(clientCa());
    }
  }

  /** Reloads the files of a listening server at the configured interval, if there is one. */
  public void keepFresh(Vertx vertx, HttpServer server) {
    long intervalMillis = config.reloadInterval().toMillis();
    if (config.isOn() && intervalMillis > 0) {
      RepeatingTask.every(
          vertx, intervalMillis, "reloading the certificates", () -> reload(server));
    }
  }

  private void reload(HttpServer server) {
    ServerSSLOptions options = new ServerSSLOptions();
    options
        .setKeyCertOptions(keyCert())
        .setEnabledSecureTransportProtocols(TlsVersions.from(config.minVersion()))
        .setUseAlpn(withHttp2);
    if (withHttp2) {
      options.setApplicationLayerProtocols(HttpServerOptions.DEFAULT_ALPN_VERSIONS.stream()
          .map(version -> version.alpnName())
          .toList());
    }
    if (!config.clientCaFile().isEmpty()) {
      options.setClientAuth(ClientAuth.REQUIRED).setTrustOptions(clientCa());
    }
    // By force: the options name the same files, but their contents may have changed.
    server
        .updateSSLOptions(options, true)
        .onFailure(FatalErrors::check)
        .onFailure(cause -> log.warn(
            "{}: cannot use the files, keeping the previous certificate: {}",
            setting,
            cause.getMessage()));
  }

  private PemKeyCertOptions keyCert() {
    return new PemKeyCertOptions().setCertPath(config.certFile()).setKeyPath(config.keyFile());
  }

  private PemTrustOptions clientCa() {
    return new PemTrustOptions().addCertPath(config.clientCaFile());
  }
}
