// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push;

import io.redstart.outgoing.OutgoingConnection;
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
  /**
   * Checks the files and libraries that are named. Blocks.
   *
   * @throws IllegalStateException if one cannot be used; the message names its setting
   */
  public void checkFiles(Vertx vertx) {
    check(remoteWrite, vertx);
    check(otlp, vertx);
    if (otlp.isOn()) {
      otlp.compression().check(otlp.connection().setting());
    }
  }

  private static void check(PushSettings settings, Vertx vertx) {
    if (settings.isOn()) {
      OutgoingConnection connection = settings.connection();
      new ClientTls(connection.tls(), connection.setting() + ".tls").checkFiles(vertx);
    }
  }
}
