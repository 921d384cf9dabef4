// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.outgoing;

import io.redstart.config.Complaints;
import io.redstart.config.Secret;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The headers of each request, which the settings name. */
public final class OutgoingHeaders {
  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e]*");

  /** The headers that the protocols define. */
  private static final Set<String> OF_PROTOCOLS = Set.of(
      "connection",
      "content-encoding",
      "content-length",
      "content-type",
      "host",
      "te",
      "transfer-encoding");

  private OutgoingHeaders() {}

  /**
   * Copies and checks headers.
   *
   * @throws IllegalArgumentException with all mistakes
   */
  public static Map<String, Secret> checked(Map<String, Secret> headers) {
    Complaints complaints = new Complaints();
    headers.forEach((name, value) -> {
      String lower = name.toLowerCase(Locale.ROOT);
      if (!NAME.matcher(name).matches()) {
        complaints.add("headers: \"" + name + "\" is not the name of a header");
      } else if (OF_PROTOCOLS.contains(lower) || lower.startsWith("grpc-")) {
        complaints.add("headers: " + lower + " is set by the protocol");
      } else if (!VALUE.matcher(value.reveal()).matches()) {
        complaints.add("headers: the value of " + lower + " is not printable ASCII");
      }
    });
    complaints.throwIfAny();
    return Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }
}
