// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import io.redstart.process.FatalErrors;
import io.redstart.query.cluster.ClusterDesk;
import io.redstart.query.cluster.ClusterRefusedException;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The paths of {@code redstart cluster}. Those that change something are guarded: only from this
 * machine by default, never from a page in a browser. A browser adds {@code Origin} to each POST of a
 * page, and sends {@value #HEADER} to another site only if that site allows it, which we do not.
 */
final class ClusterRoutes {
  /** The header that a command sends with its wishes. */
  static final String HEADER = "X-Redstart-Admin";

  private static final String ADMIN = "/api/v1/admin/redstart/cluster/";
  private static final int FORBIDDEN = 403;
  private static final int BAD_REQUEST = 400;
  private static final int CONFLICT = 409;
  private static final int UNAVAILABLE = 503;

  private final ClusterDesk desk;
  private final AdminApi access;

  ClusterRoutes(ClusterDesk desk, AdminApi access) {
    this.desk = desk;
    this.access = access;
  }

  void add(Router router) {
    router
        .get("/api/v1/redstart/cluster")
        .handler(context -> answer(context, desk.status().map(JsonObject::new)));
    router.post(ADMIN + "drain").handler(context -> act(context, desk::drain));
    router.post(ADMIN + "forget").handler(context -> act(context, desk::forget));
  }

  private void act(RoutingContext context, Function<String, Future<String>> action) {
    String name = context.request().getParam("name");
    Optional<String> refusal = refusal(context.request());
    if (refusal.isPresent()) {
      fail(context, FORBIDDEN, "disabled", refusal.get());
    } else if (name == null || name.isEmpty()) {
      fail(context, BAD_REQUEST, "bad_data", "parameter name is missing: the aggregator's name");
    } else {
      answer(context, action.apply(name).map(text -> new JsonObject(Map.of("message", text))));
    }
  }

  private Optional<String> refusal(HttpServerRequest request) {
    if (access == AdminApi.OFF) {
      return Optional.of("query.admin_api is off");
    }
    if (access == AdminApi.LOOPBACK && !isLoopback(request.remoteAddress())) {
      return Optional.of("query.admin_api = loopback: ask from the machine of the query service,"
          + " or set it to \"on\"");
    }
    if (request.getHeader(HttpHeaders.ORIGIN) != null) {
      return Optional.of("pages in a browser may not change the cluster");
    }
    return request.getHeader(HEADER) == null
        ? Optional.of("the header " + HEADER + " is missing: use the command `redstart cluster`,"
            + " or send the header with any value")
        : Optional.empty();
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

  private static void answer(RoutingContext context, Future<JsonObject> data) {
    data.onComplete(
        result -> send(context, 200, new JsonObject().put("status", "success").put("data", result)),
        failure -> {
          FatalErrors.check(failure);
          boolean isRefused = failure instanceof ClusterRefusedException;
          fail(
              context,
              isRefused ? CONFLICT : UNAVAILABLE,
              isRefused ? "execution" : "unavailable",
              String.valueOf(failure.getMessage()));
        });
  }

  private static void fail(RoutingContext context, int status, String type, String message) {
    send(
        context,
        status,
        new JsonObject().put("status", "error").put("errorType", type).put("error", message));
  }

  private static void send(RoutingContext context, int status, JsonObject body) {
    if (!context.response().ended() && !context.response().closed()) {
      context
          .response()
          .setStatusCode(status)
          .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
          .end(body.toBuffer());
    }
  }
}
