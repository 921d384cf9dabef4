// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.otlp;

/**
 * Takes the spans of a request, resource by resource. What it is handed is reused for the next one:
 * it is valid during the call, a resource's attributes until the next resource.
 */
public interface SpanSink {
  /**
   * Takes the resource of the spans that follow.
   *
   * @throws MalformedOtlpException if the sink reads into something malformed
   */
  void resource(OtlpAttributes attributes) throws MalformedOtlpException;

  /** Returns whether scopes are wanted; finding them costs another pass over the spans' lengths. */
  default boolean wantsScopes() {
    return false;
  }

  /**
   * Takes the scope of the spans that follow, if scopes are wanted.
   *
   * @throws MalformedOtlpException if the sink reads into something malformed
   */
  default void scope(OtlpScope scope) throws MalformedOtlpException {}

  /**
   * Takes a span.
   *
   * @throws MalformedOtlpException if the sink reads into something malformed
   */
  void span(OtlpSpan span) throws MalformedOtlpException;

  /** Learns that all spans of a request were handed over. */
  default void end() {}
}
