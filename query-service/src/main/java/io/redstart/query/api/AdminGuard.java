// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import io.redstart.query.api.error.ApiException;
import io.redstart.query.api.error.ErrorType;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Guards the paths that change the cluster: only from this machine by default, never from a page in a
 * browser. A browser adds {@code Origin} to each POST of a page, and sends {@value #HEADER} to
 * another site only if that site allows it, which we do not.
 */
final class AdminGuard {
  /** The header that a command sends with its wishes. */
  static final String HEADER = "X-Redstart-Admin";

  private final AdminApi access;

  AdminGuard(AdminApi access) {
    this.access = access;
  }

  /**
   * Returns if a request may change the cluster.
   *
   * @throws ApiException of type {@code FORBIDDEN} if not
   */
  void check(HttpServerRequest request) {
    if (access == AdminApi.OFF) {
      throw forbidden("query.admin_api is off");
    }
    if (access == AdminApi.LOOPBACK && !isLoopback(request.remoteAddress())) {
      throw forbidden("query.admin_api = loopback: ask from the machine of the query service,"
          + " or set it to \"on\"");
    }
    if (request.getHeader(HttpHeaders.ORIGIN) != null) {
      throw forbidden("pages in a browser may not change the cluster");
    }
    if (request.getHeader(HEADER) == null) {
      throw forbidden("the header " + HEADER + " is missing: use the command `redstart cluster`,"
          + " or send the header with any value");
    }
  }

  private static ApiException forbidden(String why) {
    return new ApiException(ErrorType.FORBIDDEN, why);
  }

  private static boolean isLoopback(@Nullable SocketAddress peer) {
    return peer != null
        && (peer.isDomainSocket()
            || (peer.hostAddress() != null && isLoopback(peer.hostAddress())));
  }

  private static boolean isLoopback(String address) {
    return address.startsWith("127.")
        || address.equals("::1")
        || address.equals("0:0:0:0:0:0:0:1")
        || address.startsWith("::ffff:127.");
  }
}
