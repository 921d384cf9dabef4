// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red.label;

import io.redstart.ingest.otlp.ByteSlice;
import io.redstart.ingest.otlp.OtlpScope;
import org.jspecify.annotations.Nullable;

/**
 * Holds everything that the labels of the current span are made of. It is reused for each span, so
 * its contents are valid only until the next one.
 */
public final class LabelSource {
  public final AttributeSelection resource;
  public final AttributeSelection span;

  /** The attributes of one event of the span. */
  public final AttributeSelection event;

  public final ByteSlice name = new ByteSlice();
  public int kind;
  public int statusCode;

  /** The scope of the span, if the settings add this scope to the labels. */
  @Nullable
  public OtlpScope scope;

  /** Whether the span stands for other spans, which a sampler dropped. */
  public boolean extrapolated;

  public LabelSource(
      AttributeSelection resource, AttributeSelection span, AttributeSelection event) {
    this.resource = resource;
    this.span = span;
    this.event = event;
  }
}
