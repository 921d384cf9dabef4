// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push;

import io.redstart.query.push.otlp.OtlpExportConfig;
import io.redstart.query.push.write.RemoteWriteConfig;
import io.redstart.tls.ClientTls;
import io.vertx.core.Vertx;

/**
 * Where the RED metrics are pushed to, in the block {@code query.export:}.
 *
 * @param remoteWrite a receiver of Prometheus' remote write
 * @param otlp a receiver of OTLP metrics
 */
public record ExportConfig(RemoteWriteConfig remoteWrite, OtlpExportConfig otlp) {
  private static final String REMOTE_WRITE = "query.export.remote_write";
  private static final String OTLP = "query.export.otlp";

  /**
   * Checks the files that are named. Blocks.
   *
   * @throws IllegalStateException if one cannot be used; the message names its setting
   */
  public void checkFiles(Vertx vertx) {
    if (remoteWrite.isOn()) {
      new ClientTls(remoteWrite.tls(), REMOTE_WRITE + ".tls").checkFiles(vertx);
    }
    if (otlp.isOn()) {
      new ClientTls(otlp.tls(), OTLP + ".tls").checkFiles(vertx);
    }
  }
}
