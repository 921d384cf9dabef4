// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.page;

import io.redstart.config.Endpoint;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The addresses where this process itself receives spans, shown on the page.
 *
 * @param grpc where OTLP/gRPC listens, if it does
 * @param http where OTLP/HTTP listens, if it does
 * @param httpScheme the scheme of its URL, with or without TLS
 * @param httpPath the path that accepts spans
 */
public record OtlpReceivers(
    @Nullable Endpoint grpc, @Nullable Endpoint http, String httpScheme, String httpPath) {
  /** Returns the address of OTLP/gRPC for a reader who reaches this process by a host name. */
  Optional<String> grpcAddress(String reachedBy) {
    return Optional.ofNullable(grpc)
        .map(endpoint -> reachable(endpoint, reachedBy).toString());
  }

  /** Returns the URL of OTLP/HTTP for the same reader. */
  Optional<String> httpUrl(String reachedBy) {
    return Optional.ofNullable(http)
        .map(endpoint -> httpScheme + "://" + reachable(endpoint, reachedBy) + httpPath);
  }

  private static Endpoint reachable(Endpoint endpoint, String reachedBy) {
    return endpoint.isAnyHost() ? new Endpoint(reachedBy, endpoint.port()) : endpoint;
  }
}
