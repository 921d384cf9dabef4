// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push;

import io.redstart.config.Secret;
import io.redstart.tls.ClientTlsConfig;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The settings that all receivers have. */
public interface PushSettings {
  /** The largest number of samples in a request. */
  int SAMPLES_MAX = 1_000_000;

  /** Returns the URL that requests are sent to; empty switches the export off. */
  String url();

  /** Returns the headers of each request, by name. */
  Map<String, Secret> headers();

  /** Returns the encryption of connections. */
  ClientTlsConfig tls();

  /** Returns the longest time of a request. */
  Duration timeout();

  /** Returns the distance between two stamps. */
  Duration interval();

  /** Returns after how many samples a request ends. */
  int samplesMax();

  /** Returns the folder of the position. */
  String path();

  /** Returns whether anything is sent. */
  default boolean isOn() {
    return !url().isEmpty();
  }

  /**
   * Checks all settings.
   *
   * @throws IllegalArgumentException at the first mistake
   */
  static void check(
      String url,
      Map<String, Secret> headers,
      Duration timeout,
      Duration interval,
      int samplesMax,
      String path) {
    if (!url.isEmpty()) {
      checkUrl(url);
    }
    checkHeaders(headers);
    checkPositive("timeout", timeout);
    checkPositive("interval", interval);
    if (samplesMax < 1 || samplesMax > SAMPLES_MAX) {
      throw new IllegalArgumentException(
          "samples_max must be 1 to " + SAMPLES_MAX + ", not " + samplesMax);
    }
    if (path.isBlank()) {
      throw new IllegalArgumentException("path is empty: it needs a folder");
    }
  }

  private static void checkPositive(String key, Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(key + " must be longer than 0s");
    }
  }

  private static void checkUrl(String url) {
    try {
      URI uri = new URI(url);
      boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (!isHttp || uri.getHost() == null || uri.getUserInfo() != null) {
        throw new IllegalArgumentException("url must be http://… or https://…, without a password");
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("url is not a URL: " + e.getMessage(), e);
    }
  }

  private static void checkHeaders(Map<String, Secret> headers) {
    Pattern printable = Pattern.compile("[\\t\\x20-\\x7e]*");
    Pattern token = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    Set<String> ofProtocol =
        Set.of("connection", "content-encoding", "content-length", "content-type", "host", "te");
    headers.forEach((name, value) -> {
      String lower = name.toLowerCase(Locale.ROOT);
      if (!token.matcher(name).matches()) {
        throw new IllegalArgumentException("headers: \"" + name + "\" is not the name of a header");
      }
      if (ofProtocol.contains(lower)) {
        throw new IllegalArgumentException("headers: " + lower + " is set by the protocol");
      }
      if (!printable.matcher(value.reveal()).matches()) {
        throw new IllegalArgumentException(
            "headers: the value of " + lower + " is not printable ASCII");
      }
    });
  }
}
