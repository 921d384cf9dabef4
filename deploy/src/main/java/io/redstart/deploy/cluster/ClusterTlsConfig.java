// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cluster;

import io.redstart.config.Setting;
import io.redstart.tls.ClientTlsConfig;
import java.time.Duration;

/**
 * The block {@code cluster.tls:}: mutual TLS of the event bus. All members need it, or none.
 *
 * <p>Trust is in the authorities: any member with a certificate of theirs can read and count
 * everything, so give this cluster authorities of its own. Its certificates must be usable for
 * servers and for clients. Host names are not verified by default, because pods are reached at
 * addresses that nobody knows when their certificate is issued.
 *
 * @param certFile this member's certificate chain; empty for no encryption
 * @param keyFile its private key
 * @param caFile the authorities of the other members' certificates
 * @param verifyHost whether a certificate must contain the address at which its member is reached
 * @param reloadInterval how often the files are reloaded; 0 for never
 * @param minVersion the lowest version of TLS, 1.2 or 1.3
 */
public record ClusterTlsConfig(
    @Setting(
        doc = "File of this member's certificate chain in PEM, for servers and clients; switches"
            + " mutual TLS of the event bus on, which all members must do",
        byDefault = "\"\"")
    String certFile,

    @Setting(doc = "File of its private key in PEM, not encrypted", byDefault = "\"\"")
    String keyFile,

    @Setting(
        doc = "File of the authorities of the members' certificates in PEM; a certificate of theirs"
            + " makes a member, so they should issue no others",
        byDefault = "\"\"")
    String caFile,

    @Setting(
        doc = "Whether a member's certificate must contain the host or address at which the others"
            + " reach it (`cluster.advertise`)",
        byDefault = "false")
    boolean verifyHost,

    @Setting(
        doc = "How often the files are reloaded, for new connections; 0s for never",
        byDefault = "0s")
    Duration reloadInterval,

    @Setting(doc = "Lowest version of TLS, `1.2` or `1.3`", byDefault = "\"1.3\"")
    String minVersion) {
  /** Checks that the settings fit together. */
  public ClusterTlsConfig {
    boolean all = !certFile.isEmpty() && !keyFile.isEmpty() && !caFile.isEmpty();
    boolean none = certFile.isEmpty() && keyFile.isEmpty() && caFile.isEmpty();
    if (!all && !none) {
      throw new IllegalArgumentException("cert_file, key_file and ca_file need each other");
    }
    if (none && verifyHost) {
      throw new IllegalArgumentException("verify_host needs cert_file, key_file and ca_file");
    }
    if (!minVersion.equals("1.2") && !minVersion.equals("1.3")) {
      throw new IllegalArgumentException("min_version must be 1.2 or 1.3, not " + minVersion);
    }
  }

  /** Returns whether the event bus is encrypted. */
  boolean isOn() {
    return !certFile.isEmpty();
  }

  /** Returns the settings of a member as the client of another one. */
  ClientTlsConfig client() {
    return new ClientTlsConfig(
        false, false, "", caFile, certFile, keyFile, reloadInterval, minVersion);
  }
}
