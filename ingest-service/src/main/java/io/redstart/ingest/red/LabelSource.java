// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import io.redstart.ingest.otlp.ByteSlice;
import io.redstart.ingest.otlp.OtlpScope;
import org.jspecify.annotations.Nullable;

/**
 * Holds everything that the labels of the current span are made of. It is reused for each span, so
 * its contents are valid only until the next one.
 */
final class LabelSource {
  final AttributeSelection resource;
  final AttributeSelection span;

  /** The attributes of one event of the span. */
  final AttributeSelection event;

  final ByteSlice name = new ByteSlice();
  int kind;
  int statusCode;

  /** The scope of the span, if the settings add this scope to the labels. */
  @Nullable
  OtlpScope scope;

  /** Whether the span stands for other spans, which a sampler dropped. */
  boolean extrapolated;

  LabelSource(AttributeSelection resource, AttributeSelection span, AttributeSelection event) {
    this.resource = resource;
    this.span = span;
    this.event = event;
  }
}
