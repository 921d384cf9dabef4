// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks that the certificates of a port are currently valid. With an invalid certificate the
 * server would start, and every sender would fail with an error of its own TLS library.
 *
 * <p>In {@code cert_file}, only the first certificate is checked, which is the server's: a chain
 * may end in an expired authority that others vouch for. In {@code client_ca_file}, at least one
 * must be valid. Unreadable files are skipped here: {@link ServerTls} reports them, on the machine
 * that the settings are for.
 */
public final class CertificateDates {
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", Pattern.DOTALL);

  private CertificateDates() {}

  /**
   * Returns the problems, each with its setting.
   *
   * @param setting the key of the {@code tls} block
   */
  public static List<String> problems(TlsConfig tls, String setting, Instant now) {
    return problems(setting, tls.certFile(), "client_ca_file", tls.clientCaFile(), now);
  }

  /**
   * Returns the problems, each with its setting.
   *
   * @param setting the key of the {@code tls} block
   * @param certFile the own certificate's file; empty for none
   * @param authoritiesKey the key of the authorities below the block
   * @param authoritiesFile the authorities' file; empty for none
   */
  public static List<String> problems(
      String setting, String certFile, String authoritiesKey, String authoritiesFile, Instant now) {
    List<String> problems = new ArrayList<>();
    List<X509Certificate> chain = read(certFile);
    if (!chain.isEmpty() && !isValid(chain.get(0), now)) {
      problems.add(setting + ".cert_file = " + certFile + ": " + describe(chain.get(0), now));
    }
    List<X509Certificate> authorities = read(authoritiesFile);
    if (!authorities.isEmpty() && authorities.stream().noneMatch(one -> isValid(one, now))) {
      problems.add(setting + "." + authoritiesKey + " = " + authoritiesFile + ": "
          + describe(authorities.get(0), now));
    }
    return problems;
  }

  private static List<X509Certificate> read(String file) {
    List<X509Certificate> certificates = new ArrayList<>();
    if (file.isEmpty()) {
      return certificates;
    }
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      Matcher pem = PEM.matcher(Files.readString(Path.of(file), ISO_8859_1));
      while (pem.find()) {
        byte[] bytes = pem.group().getBytes(ISO_8859_1);
        certificates.add(
            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(bytes)));
      }
      return certificates;
    } catch (IOException | CertificateException e) {
      return List.of();
    }
  }

  private static boolean isValid(X509Certificate certificate, Instant now) {
    return !now.isBefore(certificate.getNotBefore().toInstant())
        && !now.isAfter(certificate.getNotAfter().toInstant());
  }

  private static String describe(X509Certificate certificate, Instant now) {
    Instant begin = certificate.getNotBefore().toInstant();
    String dates = now.isBefore(begin)
        ? "is not valid before " + begin
        : "expired at " + certificate.getNotAfter().toInstant();
    return "the certificate of " + certificate.getSubjectX500Principal() + " " + dates;
  }
}
