// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cluster;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Files of an authority, {@code ca.pem}, and of certificates that it issued. */
final class Certificates {
  private final Path folder;
  private final X509Bundle authority;

  Certificates(Path folder, String name) throws Exception {
    this.folder = Files.createDirectories(folder.resolve(name));
    this.authority = new CertificateBuilder()
        .subject("CN=" + name)
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
    Files.writeString(file("ca.pem"), authority.getCertificatePEM());
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /** Issues {@code name.pem} and {@code name-key.pem}. */
  Certificates issue(String name, String host) throws Exception {
    X509Bundle bundle =
        new CertificateBuilder().subject("CN=" + name).addSanDnsName(host).buildIssuedBy(authority);
    Files.writeString(file(name + ".pem"), bundle.getCertificatePEM());
    Files.writeString(file(name + "-key.pem"), bundle.getPrivateKeyPEM());
    return this;
  }

  /** Returns settings with a certificate and the authority that issued it. */
  ClusterTlsConfig settings(String name, boolean verifyHost, Duration reloadInterval)
      throws IOException {
    return new ClusterTlsConfig(
        file(name + ".pem").toString(),
        file(name + "-key.pem").toString(),
        file("ca.pem").toString(),
        verifyHost,
        reloadInterval,
        "1.3");
  }

  ClusterTlsConfig settings(String name) throws IOException {
    return settings(name, false, Duration.ZERO);
  }
}
