// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import io.redstart.config.SpanMetricsConfig.Dimension;
import io.redstart.ingest.otlp.MalformedOtlpException;
import io.redstart.ingest.otlp.OtlpAttributes;
import io.redstart.ingest.otlp.OtlpSpan;
import io.redstart.ingest.otlp.SpanSink;
import io.redstart.model.CellLayout;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.model.Weight;
import io.redstart.wire.WireWriter;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.List;

/**
 * Folds the spans of one request after the other by label set. A label set is found by a key of the
 * bytes that it is made of, as they were sent, and made only when that key is new:
 *
 * <pre>
 *   resource: service.name, service.namespace, service.instance.id, each dimension
 *   span:     kind, status, name, each dimension
 *   ─▶ key ─▶ LabelSetTable ─▶ label set ─▶ Fold.record(cell, weight, duration)
 * </pre>
 *
 * <p>Belongs to one event loop, as the label sets do that it interns.
 */
public final class SpanFolder implements SpanSink {
  /** The values that a span's labels are made of may have this many bytes together. */
  public static final int VALUES_MAX_BYTES = 8 * 1024;

  /** Stand in the table for label sets that cannot be. */
  private static final LabelSet INVALID_UTF8 = LabelSet.of(Metric.SPANS, Labels.empty());

  private final CellLayout layout;
  private final SpanLabels labels;
  private final AttributeSelection resourceSelection;
  private final AttributeSelection spanSelection;
  private final LabelSetTable table;
  private final WireWriter key = new WireWriter(VALUES_MAX_BYTES);
  private final Fold fold = new Fold();
  private final int[] rejected = new int[Rejection.values().length];
  private int resourceKeySizeBytes;
  private long resourceValuesSizeBytes;

  /**
   * Makes a folder.
   *
   * @param layout the cells to count durations in
   * @param dimensions the attributes that become labels
   * @param seed a random number that senders do not know
   * @throws IllegalArgumentException if a dimension cannot be a label
   */
  public SpanFolder(CellLayout layout, List<Dimension> dimensions, long seed) {
    this.layout = layout;
    this.labels = new SpanLabels(dimensions);
    this.resourceSelection = labels.newResourceSelection();
    this.spanSelection = labels.newSpanSelection();
    this.table = new LabelSetTable(seed);
  }

  @Override
  public void resource(OtlpAttributes attributes) throws MalformedOtlpException {
    resourceSelection.select(attributes);
    resourceValuesSizeBytes = resourceSelection.sizeBytes();
    key.clear();
    if (resourceValuesSizeBytes <= VALUES_MAX_BYTES) {
      resourceSelection.writeTo(key);
    }
    resourceKeySizeBytes = key.size();
  }

  @Override
  public void span(OtlpSpan span) throws MalformedOtlpException {
    spanSelection.select(span.attributes());
    if (resourceValuesSizeBytes + span.name().length() + spanSelection.sizeBytes()
        > VALUES_MAX_BYTES) {
      rejected[Rejection.TOO_LARGE.ordinal()]++;
      return;
    }
    LabelSet labelSet = labelSetOf(span);
    if (labelSet == INVALID_UTF8) {
      rejected[Rejection.INVALID_UTF8.ordinal()]++;
      return;
    }
    long nanos = durationNanos(span.startEpochNanos(), span.endEpochNanos());
    long weight = SamplingWeight.of(span.traceState());
    fold.record(labelSet, layout.cellOf(nanos), weight, Weight.times(nanos, weight));
  }

  /** A span that ends before it begins counts with no duration, as in the connector. */
  static long durationNanos(long startEpochNanos, long endEpochNanos) {
    if (Long.compareUnsigned(endEpochNanos, startEpochNanos) <= 0) {
      return 0;
    }
    long nanos = endEpochNanos - startEpochNanos;
    return nanos < 0 ? Long.MAX_VALUE : nanos;
  }

  private LabelSet labelSetOf(OtlpSpan span) throws MalformedOtlpException {
    writeKey(span);
    long hash = table.hash(key.array(), key.size());
    LabelSet found = table.find(hash, key.array(), key.size());
    if (found != null) {
      return found;
    }
    LabelSet made = makeLabelSet(span);
    table.put(hash, key.array(), key.size(), made);
    return made;
  }

  private void writeKey(OtlpSpan span) {
    key.truncate(resourceKeySizeBytes);
    key.writeVarint(span.kind()).writeVarint(span.statusCode());
    key.writeBytes(span.name().bytes(), span.name().offset(), span.name().length());
    spanSelection.writeTo(key);
  }

  private LabelSet makeLabelSet(OtlpSpan span) throws MalformedOtlpException {
    try {
      return LabelSet.of(Metric.SPANS, labels.of(resourceSelection, span, spanSelection));
    } catch (CharacterCodingException e) {
      return INVALID_UTF8;
    }
  }

  /** Returns what was folded since {@link #clear}. */
  public Fold fold() {
    return fold;
  }

  /** Returns how many spans were rejected since {@link #clear}. */
  public int rejectedSpans() {
    int sum = 0;
    for (int count : rejected) {
      sum += count;
    }
    return sum;
  }

  /** Returns how many spans were rejected for a reason since {@link #clear}. */
  public int rejectedSpans(Rejection reason) {
    return rejected[reason.ordinal()];
  }

  /** Forgets what was folded and rejected, and keeps the label sets. */
  public void clear() {
    fold.clear();
    Arrays.fill(rejected, 0);
  }

  /** Returns how many label sets are interned. */
  public int labelSets() {
    return table.size();
  }

  /** Returns how often the interned label sets were forgotten because there were too many. */
  public int labelSetRestarts() {
    return table.restarts();
  }
}
