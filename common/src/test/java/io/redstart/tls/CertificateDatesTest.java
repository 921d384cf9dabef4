// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateDatesTest {
  private static final Instant BEGIN = Instant.parse("2024-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("2025-01-01T00:00:00Z");

  @TempDir
  private Path folder;

  private String pem = "";

  @BeforeEach
  void makeCertificate() throws Exception {
    X509Bundle bundle = new CertificateBuilder()
        .subject("CN=otlp.example.com")
        .notBefore(BEGIN)
        .notAfter(END)
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
    pem = bundle.getCertificatePEM();
    write("cert.pem", pem);
    write("key.pem", bundle.getPrivateKeyPEM());
  }

  @Test
  void certificate_isValidFromItsFirstSecondToItsLast() throws Exception {
    assertThat(problems(BEGIN)).isEmpty();
    assertThat(problems(END)).isEmpty();
    assertThat(problems(BEGIN.minusSeconds(1)))
        .containsExactly("x.tls.cert_file = " + folder.resolve("cert.pem")
            + ": the certificate of CN=otlp.example.com is not valid before " + BEGIN);
    assertThat(problems(END.plusSeconds(1)))
        .containsExactly("x.tls.cert_file = " + folder.resolve("cert.pem")
            + ": the certificate of CN=otlp.example.com expired at " + END);
  }

  @Test
  void chain_mayEndInAnExpiredAuthority() throws Exception {
    X509Bundle later = new CertificateBuilder()
        .subject("CN=later")
        .notBefore(END)
        .notAfter(END.plusSeconds(9))
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
    write("cert.pem", later.getCertificatePEM() + pem);
    assertThat(problems(END.plusSeconds(5))).isEmpty();

    write("cert.pem", pem + later.getCertificatePEM());
    assertThat(problems(END.plusSeconds(5))).hasSize(1);
  }

  @Test
  void clientAuthorities_areUselessOnlyTogether() throws Exception {
    write("ca.pem", pem);
    assertThat(problems(END.plusSeconds(5), "ca.pem"))
        .hasSize(2)
        .last()
        .asString()
        .startsWith("x.tls.client_ca_file = ");

    X509Bundle later = new CertificateBuilder()
        .subject("CN=later")
        .notBefore(END)
        .notAfter(END.plusSeconds(9))
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
    write("ca.pem", pem + later.getCertificatePEM());
    assertThat(problems(END.plusSeconds(5), "ca.pem")).hasSize(1);
  }

  @Test
  void filesThatCannotBeRead_areForTheStart() throws Exception {
    write("cert.pem", "no certificate");
    assertThat(problems(END.plusSeconds(1))).isEmpty();
    Files.delete(folder.resolve("cert.pem"));
    assertThat(problems(END.plusSeconds(1))).isEmpty();
  }

  private void write(String name, String text) throws Exception {
    Files.writeString(folder.resolve(name), text);
  }

  private List<String> problems(Instant now) {
    return problems(now, "");
  }

  private List<String> problems(Instant now, String clientCaFile) {
    TlsConfig tls = new TlsConfig(
        folder.resolve("cert.pem").toString(),
        folder.resolve("key.pem").toString(),
        clientCaFile.isEmpty() ? "" : folder.resolve(clientCaFile).toString(),
        Duration.ZERO,
        "1.2");
    return CertificateDates.problems(tls, "x.tls", now);
  }
}
