// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red.rule;

import io.redstart.ingest.otlp.ByteSlice;
import io.redstart.ingest.otlp.MalformedOtlpException;
import io.redstart.ingest.otlp.OtlpSpan;
import io.redstart.spanmetrics.SpanNamesConfig;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the names under which spans are counted, so that each operation has one name: first
 * {@link ConventionalName}, then {@link Placeholders}.
 *
 * <p>A name that would become longer than {@value NameBuffer#SIZE_MAX_BYTES} bytes stays unchanged.
 * Bytes are not checked to be UTF-8; those that are not ASCII are copied unchanged.
 *
 * <p>Belongs to one event loop; allocates nothing for a span.
 */
public final class SpanNames {
  private final @Nullable ConventionalName conventions;
  private final @Nullable Placeholders placeholders;
  private final NameBuffer made = new NameBuffer();
  private final NameBuffer replaced = new NameBuffer();
  private final ByteSlice name = new ByteSlice();

  /** Applies the settings. */
  public SpanNames(SpanNamesConfig config) {
    conventions = config.semanticConventions() ? new ConventionalName() : null;
    placeholders = config.replace().isEmpty() ? null : new Placeholders(config.replace());
  }

  /**
   * Returns the name of a span, valid until the next call.
   *
   * @throws MalformedOtlpException if an attribute is malformed
   */
  public ByteSlice of(OtlpSpan span) throws MalformedOtlpException {
    name.set(span.name());
    if (conventions != null) {
      made.clear();
      if (conventions.write(span, made) && !made.isFull()) {
        made.pointAt(name);
      }
    }
    if (placeholders != null) {
      replaced.clear();
      if (placeholders.write(name, replaced) && !replaced.isFull()) {
        replaced.pointAt(name);
      }
    }
    return name;
  }
}
