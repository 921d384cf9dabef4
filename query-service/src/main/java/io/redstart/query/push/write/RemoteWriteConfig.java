// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push.write;

import io.redstart.config.Secret;
import io.redstart.config.Setting;
import io.redstart.outgoing.OutgoingConnection;
import io.redstart.outgoing.OutgoingHeaders;
import io.redstart.outgoing.OutgoingTarget;
import io.redstart.query.push.PushSettings;
import io.redstart.tls.ClientTlsConfig;
import java.time.Duration;
import java.util.Map;

/**
 * The block {@code remote_write:}.
 *
 * @param url the receiver; empty switches it off
 * @param protocol 1.0 or 2.0
 * @param histograms the form of durations
 * @param sendExemplars whether exemplars are sent
 * @param headers headers of each request, by name
 * @param tls the encryption of connections
 * @param timeout the longest time of a request
 * @param interval the distance between two stamps
 * @param samplesMax after how many samples a request ends
 * @param path the folder of the position
 */
public record RemoteWriteConfig(
    @Setting(
        doc = "Where samples are sent by Prometheus' remote write, such as"
            + " `http://prometheus:9090/api/v1/write`; empty switches it off",
        byDefault = "\"\"")
    String url,

    @Setting(doc = "Version of remote write, `1.0` or `2.0`", byDefault = "\"1.0\"")
    String protocol,

    @Setting(
        doc = "Whether durations are sent as `classic` histograms with the configured buckets, as"
            + " `native` histograms, or as `both`",
        byDefault = "classic")
    Histograms histograms,

    @Setting(
        doc = "Whether exemplars are sent with the buckets of classic histograms",
        byDefault = "true")
    boolean sendExemplars,

    @Setting(doc = "Headers of each request, such as `authorization`", byDefault = "{}")
    Map<String, Secret> headers,

    ClientTlsConfig tls,

    @Setting(
        doc = "Longest time of a request; one without an answer is sent again",
        byDefault = "30s")
    Duration timeout,

    @Setting(
        doc = "Distance between the stamps that are sent; a multiple of the window",
        byDefault = "15s")
    Duration interval,

    @Setting(
        doc = "A request ends with the label set that reaches so many samples",
        byDefault = "5000")
    int samplesMax,

    @Setting(
        doc = "Folder that remembers which stamps the receiver has; one process at a time uses it",
        byDefault = "redstart-export")
    String path)
    implements PushSettings {
  /** The key of the block. */
  static final String SETTING = "query.export.remote_write";

  /** The form of durations. */
  public enum Histograms {
    /** A series for each configured bucket. */
    CLASSIC,
    /** One series with exponential buckets. */
    NATIVE,
    /** Both. */
    BOTH;

    boolean haveClassic() {
      return this != NATIVE;
    }

    boolean haveNative() {
      return this != CLASSIC;
    }
  }

  /** Copies the headers and checks all settings. */
  public RemoteWriteConfig {
    headers = OutgoingHeaders.checked(headers);
    if (!protocol.equals("1.0") && !protocol.equals("2.0")) {
      throw new IllegalArgumentException("protocol must be 1.0 or 2.0, not " + protocol);
    }
    if (!url.isEmpty()) {
      OutgoingTarget unused = OutgoingTarget.url(url);
    }
    PushSettings.check(timeout, interval, samplesMax, path);
  }

  @Override
  public boolean isOn() {
    return !url.isEmpty();
  }

  @Override
  public OutgoingConnection connection() {
    return new OutgoingConnection(
        SETTING, OutgoingTarget.url(url), false, headers, tls, timeout, 1);
  }

  boolean isSecondVersion() {
    return protocol.equals("2.0");
  }
}
