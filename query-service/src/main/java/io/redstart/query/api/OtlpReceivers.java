// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import io.redstart.config.Endpoint;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where this process itself receives spans, for people who look for it on the page.
 *
 * @param grpc where OTLP/gRPC listens, if it does
 * @param http where OTLP/HTTP listens, if it does
 * @param httpScheme the scheme of its URL, which says whether it speaks TLS
 * @param httpPath the path of spans
 */
public record OtlpReceivers(
    @Nullable Endpoint grpc, @Nullable Endpoint http, String httpScheme, String httpPath) {
  /** Returns the address of OTLP/gRPC for somebody who reaches this process by a host name. */
  Optional<String> grpcAddress(String reachedBy) {
    return Optional.ofNullable(grpc)
        .map(endpoint -> reachable(endpoint, reachedBy).toString());
  }

  /** Returns the URL of OTLP/HTTP, likewise. */
  Optional<String> httpUrl(String reachedBy) {
    return Optional.ofNullable(http)
        .map(endpoint -> httpScheme + "://" + reachable(endpoint, reachedBy) + httpPath);
  }

  private static Endpoint reachable(Endpoint endpoint, String reachedBy) {
    return endpoint.isAnyHost() ? new Endpoint(reachedBy, endpoint.port()) : endpoint;
  }
}
