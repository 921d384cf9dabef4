// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.tls;

import io.redstart.config.Foreign;
import io.redstart.config.Setting;
import java.time.Duration;

/**
 * The TLS settings of the connections to a receiver, with the keys of a Collector's exporters.
 *
 * @param insecure whether a receiver whose endpoint has no scheme is connected to without TLS
 * @param insecureSkipVerify whether any certificate is accepted
 * @param serverNameOverride the name that the certificate must have; empty for the host
 * @param caFile the authorities of the receiver's certificate; empty for those of the JVM
 * @param certFile the client's certificate chain; empty for none
 * @param keyFile its private key
 * @param reloadInterval how often the files are reloaded; 0 for never
 * @param minVersion the lowest version of TLS, 1.2 or 1.3
 */
@Foreign(key = "ca_pem", rather = "write it to a file, `ca_file`")
@Foreign(key = "cert_pem", rather = "write it to a file, `cert_file`")
@Foreign(key = "key_pem", rather = "write it to a file, `key_file`")
@Foreign(key = "max_version", byDefault = "\"1.3\"")
@Foreign(key = "include_system_ca_certs_pool", byDefault = "false")
@Foreign(key = "cipher_suites", byDefault = "[]")
@Foreign(key = "curve_preferences", byDefault = "[]")
public record ClientTlsConfig(
    @Setting(
        doc = "Connect without TLS to an endpoint that has no scheme; `http://` and `https://`"
            + " decide by themselves",
        byDefault = "false")
    boolean insecure,

    @Setting(
        doc = "Accept any certificate of the receiver: an impostor gets the data",
        byDefault = "false")
    boolean insecureSkipVerify,

    @Setting(
        doc = "Name that the receiver's certificate must have; by default the endpoint's host",
        byDefault = "\"\"")
    String serverNameOverride,

    @Setting(
        doc =
            "File of the authorities of the receiver's certificate in PEM; by default those of the"
                + " JVM",
        byDefault = "\"\"")
    String caFile,

    @Setting(
        doc = "File of our certificate chain in PEM, for receivers that require one",
        byDefault = "\"\"")
    String certFile,

    @Setting(doc = "File of its private key in PEM, not encrypted", byDefault = "\"\"")
    String keyFile,

    @Setting(
        doc = "How often the files are reloaded, for new connections; 0s for never",
        byDefault = "0s")
    Duration reloadInterval,

    @Setting(doc = "Lowest version of TLS, `1.2` or `1.3`", byDefault = "\"1.2\"")
    String minVersion) {
  /** Checks that the settings fit together. */
  public ClientTlsConfig {
    if (certFile.isEmpty() != keyFile.isEmpty()) {
      throw new IllegalArgumentException("cert_file and key_file need each other");
    }
    if (!minVersion.equals("1.2") && !minVersion.equals("1.3")) {
      throw new IllegalArgumentException("min_version must be 1.2 or 1.3, not " + minVersion);
    }
  }
}
