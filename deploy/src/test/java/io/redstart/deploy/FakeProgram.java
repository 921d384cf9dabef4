// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import io.redstart.config.Endpoint;
import io.vertx.core.Future;
import java.util.Map;

/** A program whose start succeeds or fails as the test says, and which counts its stops. */
final class FakeProgram implements Program {
  private final Future<Map<String, Endpoint>> start;
  private int stops;

  FakeProgram(Future<Map<String, Endpoint>> start) {
    this.start = start;
  }

  @Override
  public Future<Map<String, Endpoint>> start() {
    return start;
  }

  @Override
  public Future<Void> stop() {
    stops++;
    return Future.succeededFuture();
  }

  int stops() {
    return stops;
  }
}
