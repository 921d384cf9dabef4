// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.tls;

import io.redstart.config.Foreign;
import io.redstart.config.Setting;
import java.time.Duration;

/**
 * The TLS settings of a port.
 *
 * @param certFile the server's certificate chain; empty for no encryption
 * @param keyFile its private key
 * @param clientCaFile the authorities of client certificates; empty if clients need none
 * @param reloadInterval how often the files are reloaded; 0 for never
 * @param minVersion the lowest version of TLS, 1.2 or 1.3
 */
@Foreign(key = "cert_pem", rather = "write it to a file, `cert_file`")
@Foreign(key = "key_pem", rather = "write it to a file, `key_file`")
@Foreign(key = "max_version", byDefault = "\"1.3\"")
@Foreign(key = "cipher_suites", byDefault = "[]")
@Foreign(key = "include_insecure_cipher_suites", byDefault = "false")
@Foreign(key = "curve_preferences", byDefault = "[]")
@Foreign(key = "tpm.enabled", byDefault = "false")
@Foreign(key = "ca_file", instead = TlsConfig.CLIENT_AUTHORITIES)
@Foreign(key = "ca_pem", instead = TlsConfig.CLIENT_AUTHORITIES)
@Foreign(
    key = "include_system_ca_certs_pool",
    byDefault = "false",
    instead = TlsConfig.CLIENT_AUTHORITIES)
@Foreign(
    key = "client_ca_file_reload",
    byDefault = "false",
    instead = "`reload_interval` applies to this file, too, and 0s is never")
public record TlsConfig(
    @Setting(
        doc = "File of the server's certificate chain in PEM; switches TLS on",
        byDefault = "\"\"")
    String certFile,

    @Setting(doc = "File of its private key in PEM, not encrypted", byDefault = "\"\"")
    String keyFile,

    @Setting(
        doc =
            "File of the authorities of client certificates in PEM (mutual TLS); by default clients"
                + " need none",
        byDefault = "\"\"")
    String clientCaFile,

    @Setting(
        doc = "How often the files are reloaded, for new connections; 0s for never",
        byDefault = "0s")
    Duration reloadInterval,

    @Setting(doc = "Lowest version of TLS, `1.2` or `1.3`", byDefault = "\"1.2\"")
    String minVersion) {
  static final String CLIENT_AUTHORITIES =
      "a server needs authorities only for its clients, in `client_ca_file`";

  /** Checks that the settings fit together. */
  public TlsConfig {
    if (certFile.isEmpty() != keyFile.isEmpty()) {
      throw new IllegalArgumentException("cert_file and key_file need each other");
    }
    if (certFile.isEmpty() && !clientCaFile.isEmpty()) {
      throw new IllegalArgumentException("client_ca_file needs cert_file and key_file");
    }
    if (!minVersion.equals("1.2") && !minVersion.equals("1.3")) {
      throw new IllegalArgumentException("min_version must be 1.2 or 1.3, not " + minVersion);
    }
  }

  /** Returns whether connections are encrypted. */
  boolean isOn() {
    return !certFile.isEmpty();
  }
}
