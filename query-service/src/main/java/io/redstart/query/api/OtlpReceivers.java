// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import io.redstart.config.Endpoint;

/**
 * Where this process itself receives spans, for people who look for it on the page.
 *
 * @param grpc where OTLP/gRPC listens
 * @param http where OTLP/HTTP listens
 * @param httpScheme the scheme of its URL, which says whether it speaks TLS
 * @param httpPath the path of spans
 */
public record OtlpReceivers(Endpoint grpc, Endpoint http, String httpScheme, String httpPath) {
  /** Returns the address of OTLP/gRPC for somebody who reaches this process by a host name. */
  String grpcAddress(String reachedBy) {
    return reachable(grpc, reachedBy).toString();
  }

  /** Returns the URL of OTLP/HTTP, likewise. */
  String httpUrl(String reachedBy) {
    return httpScheme + "://" + reachable(http, reachedBy) + httpPath;
  }

  private static Endpoint reachable(Endpoint endpoint, String reachedBy) {
    boolean isAny = endpoint.host().equals("0.0.0.0") || endpoint.host().equals("::");
    return isAny ? new Endpoint(reachedBy, endpoint.port()) : endpoint;
  }
}
