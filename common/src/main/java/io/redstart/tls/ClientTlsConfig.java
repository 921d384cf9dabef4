// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.tls;

import io.redstart.config.Foreign;
import io.redstart.config.Setting;

/**
 * The TLS settings of a client, for servers whose URL begins with {@code https://}.
 *
 * @param insecureSkipVerify whether any certificate is accepted
 * @param caFile the authorities of the server's certificate; empty for those of the JVM
 * @param certFile the client's certificate chain; empty for none
 * @param keyFile its private key
 * @param minVersion the lowest version of TLS, 1.2 or 1.3
 */
@Foreign(key = "ca_pem", rather = "write it to a file, `ca_file`")
@Foreign(key = "cert_pem", rather = "write it to a file, `cert_file`")
@Foreign(key = "key_pem", rather = "write it to a file, `key_file`")
public record ClientTlsConfig(
    @Setting(
        doc = "Accept any certificate of the receiver: an impostor gets the data",
        byDefault = "false")
    boolean insecureSkipVerify,

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

    @Setting(doc = "File of its private key in PEM (PKCS #8)", byDefault = "\"\"")
    String keyFile,

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
