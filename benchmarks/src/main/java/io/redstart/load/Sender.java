// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** Sends requests on one connection. */
public interface Sender {
  /**
   * The answer to a request.
   *
   * @param answer what it says about the spans
   * @param message its words, if it is not a plain success
   */
  record Reply(Receipt answer, String message) {}

  /** Opens a connection to the target of a load once it is needed. */
  static Sender of(Vertx vertx, LoadConfig config) {
    return switch (config.protocol()) {
      case GRPC -> new GrpcSender(vertx, config);
      case HTTP -> new HttpSender(vertx, config);
    };
  }

  /** Sends a request. The future never fails. */
  Future<Reply> send(Workload.Body body);

  /** Closes the connection. */
  Future<Void> close();
}
