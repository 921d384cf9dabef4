// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.tls;

import java.util.LinkedHashSet;
import java.util.Set;

/** The names of the versions of TLS. */
final class TlsVersions {
  private TlsVersions() {}

  /** Returns the names from a version on. */
  static Set<String> from(String minVersion) {
    Set<String> versions = new LinkedHashSet<>();
    if (minVersion.equals("1.2")) {
      versions.add("TLSv1.2");
    }
    versions.add("TLSv1.3");
    return versions;
  }
}
