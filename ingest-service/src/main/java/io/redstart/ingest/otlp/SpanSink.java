// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.otlp;

/**
 * Receives the spans of a request, resource by resource. The arguments are reused: they are valid
 * during the call, a resource's attributes until the next resource.
 */
public interface SpanSink {
  /**
   * Receives the resource of the spans that follow.
   *
   * @throws MalformedOtlpException if the sink reads into something malformed
   */
  void resource(OtlpAttributes attributes) throws MalformedOtlpException;

  /** Returns whether it needs scopes; finding them costs another pass over the spans' lengths. */
  default boolean wantsScopes() {
    return false;
  }

  /**
   * Receives the scope of the spans that follow, if it needs scopes.
   *
   * @throws MalformedOtlpException if the sink reads into something malformed
   */
  default void scope(OtlpScope scope) throws MalformedOtlpException {}

  /**
   * Receives a span.
   *
   * @throws MalformedOtlpException if the sink reads into something malformed
   */
  void span(OtlpSpan span) throws MalformedOtlpException;

  /** Called after the last span of a request. */
  default void end() {}
}
