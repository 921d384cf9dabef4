// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import io.redstart.ingest.otlp.ByteSlice;
import io.redstart.ingest.otlp.OtlpScope;
import org.jspecify.annotations.Nullable;

/**
 * What the labels of the span at hand are made of: pointed at one span after another, so everything
 * in it is valid until the next.
 */
final class LabelSource {
  final AttributeSelection resource;
  final AttributeSelection span;

  /** The attributes of one event of the span. */
  final AttributeSelection event;

  final ByteSlice name = new ByteSlice();
  int kind;
  int statusCode;

  /** Of the span, if it is one that is named in a label. */
  @Nullable
  OtlpScope scope;

  /** Whether the span stands for those that a sampler dropped. */
  boolean extrapolated;

  LabelSource(AttributeSelection resource, AttributeSelection span, AttributeSelection event) {
    this.resource = resource;
    this.span = span;
    this.event = event;
  }
}
