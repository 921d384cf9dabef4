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

  /**
   * Takes a span.
   *
   * @throws MalformedOtlpException if the sink reads into something malformed
   */
  void span(OtlpSpan span) throws MalformedOtlpException;
}
