// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.tls;

import io.redstart.process.FatalErrors;
import io.redstart.process.RepeatingTask;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reloads the certificates of a client at an interval, for new connections. */
final class FreshCertificates {
  private static final Logger log = LoggerFactory.getLogger(FreshCertificates.class);

  private final Vertx vertx;
  private final HttpClientAgent client;
  private final ClientTls tls;
  private final boolean withHttp2;
  private boolean isReloading;

  private FreshCertificates(Vertx vertx, HttpClientAgent client, ClientTls tls, boolean withHttp2) {
    this.vertx = vertx;
    this.client = client;
    this.tls = tls;
    this.withHttp2 = withHttp2;
  }

  /** Begins, on the current context; an interval of 0 means never. */
  static void every(
      long intervalMillis, Vertx vertx, HttpClientAgent client, ClientTls tls, boolean withHttp2) {
    FreshCertificates fresh = new FreshCertificates(vertx, client, tls, withHttp2);
    if (intervalMillis > 0) {
      RepeatingTask.every(
          vertx, intervalMillis, "reloading the certificates of " + tls.setting(), fresh::reload);
    }
  }

  private void reload() {
    if (isReloading) {
      return;
    }
    isReloading = true;
    vertx
        .executeBlocking(() -> {
          tls.checkFiles(vertx);
          return tls.read(vertx, withHttp2);
        })
        .compose(client::updateSSLOptions)
        .onComplete(ended -> isReloading = false)
        .onFailure(FatalErrors::check)
        .onFailure(cause -> log.warn(
            "{}: cannot use the files, keeping the previous ones: {}",
            tls.setting(),
            cause.getMessage()));
  }
}
