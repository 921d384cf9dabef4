// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import io.redstart.config.Endpoint;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the setting to change when a port could not be bound. */
final class TakenPorts {
  private TakenPorts() {}

  /** Returns whether a start failed because of a port. Native transports use their own errors. */
  static boolean isCauseOf(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return true;
      }
      String message = cause.getMessage();
      if (message != null && (message.contains("bind(") || message.contains("already in use"))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Tries to bind each endpoint and returns a message for each failure, with the setting to change.
   * Call it after the process has stopped listening.
   *
   * @param endpoints the endpoints by the key of the setting
   */
  static List<String> explain(Map<String, Endpoint> endpoints) {
    List<String> taken = new ArrayList<>();
    endpoints.forEach((key, endpoint) -> {
      try (ServerSocket socket = new ServerSocket()) {
        socket.bind(new InetSocketAddress(endpoint.host(), endpoint.port()));
      } catch (BindException e) {
        taken.add(message(key, endpoint, e));
      } catch (IOException e) {
        taken.add("%s: cannot listen on %s: %s".formatted(key, endpoint, e.getMessage()));
      }
    });
    return taken;
  }

  private static String message(String key, Endpoint endpoint, BindException e) {
    String reason = String.valueOf(e.getMessage());
    return reason.contains("in use")
        ? "port %d is taken: set %s (now %s)".formatted(endpoint.port(), key, endpoint)
        : "cannot listen on %s: %s, set %s".formatted(endpoint, reason, key);
  }
}
