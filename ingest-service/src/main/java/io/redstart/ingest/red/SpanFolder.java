// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import io.redstart.config.SpanMetricsConfig;
import io.redstart.ingest.otlp.MalformedOtlpException;
import io.redstart.ingest.otlp.OtlpAttributes;
import io.redstart.ingest.otlp.OtlpScope;
import io.redstart.ingest.otlp.OtlpSpan;
import io.redstart.ingest.otlp.SpanSink;
import io.redstart.model.CellLayout;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.model.Weight;
import io.redstart.wire.WireWriter;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Folds the spans of one request after the other by label set. Label sets are found by a key of the
 * bytes that they are made of, as they were sent, and made only when that key is new:
 *
 * <pre>
 *   resource: each dimension, service.name, service.namespace, service.instance.id
 *   span:     kind, status, name, scope, sampling, each dimension
 *   ─▶ key ─▶ LabelSetTable ─▶ SpanSeries ─▶ Fold.record(cell, weight, duration)
 * </pre>
 *
 * <p>What is left out of the labels is left out of the key. Belongs to one event loop, as the label
 * sets do that it interns.
 */
public final class SpanFolder implements SpanSink {
  /** The values that a span's labels are made of may have this many bytes together. */
  public static final int VALUES_MAX_BYTES = 8 * 1024;

  static final int STATUS_ERROR = 2;

  private static final LabelSet INVALID_EVENT = LabelSet.of(Metric.EVENTS, Labels.empty());

  private final CellLayout layout;
  private final SpanLabels labels;
  private final LabelSource source;
  private final ScopeNames scopes;
  private final ResourceSeries resources;
  private final boolean splits;
  private final boolean withDurations;
  private final boolean withEvents;
  private final @Nullable SelfTimes selfTimes;
  /** How many exemplars each entry keeps, 0 for none. */
  private final int exemplarPlaces;

  private final LabelSetTable<SpanSeries> table;
  private final LabelSetTable<LabelSet> events;
  /** Label sets that several keys have in common, by their bytes. */
  private final LabelSetTable<LabelSet> shared;

  private final WireWriter key = new WireWriter(VALUES_MAX_BYTES);
  private final Fold fold = new Fold();
  private final int[] rejected = new int[Rejection.values().length];
  private int shortened;
  private int resourceKeySizeBytes;
  private long resourceValuesSizeBytes;
  private @Nullable LabelSet resource;

  /**
   * Makes a folder.
   *
   * @param layout the cells to count durations in
   * @param seed a random number that senders do not know
   */
  public SpanFolder(SpanMetricsConfig config, CellLayout layout, long seed) {
    this.layout = layout;
    DimensionPlan plan = new DimensionPlan(config);
    this.labels = new SpanLabels(config, plan, new Identity(config));
    GlobKeys globs = plan.globs().isEmpty() ? null : new GlobKeys(plan.globs(), seed);
    this.source = new LabelSource(
        new AttributeSelection(labels.resourceKeys(), globs, seed),
        new AttributeSelection(plan.keys(), globs, seed),
        new AttributeSelection(plan.keys(), globs, seed));
    this.scopes = new ScopeNames(config.includeInstrumentationScope());
    this.resources = new ResourceSeries(config, seed);
    this.splits = config.splitsCallsFromDurations();
    this.withDurations = !config.histogram().disable();
    this.withEvents = config.events().enabled();
    this.selfTimes = config.selfTime().enabled() ? new SelfTimes() : null;
    this.exemplarPlaces = config.exemplars().enabled() ? config.exemplars().maxPerDataPoint() : 0;
    this.table = new LabelSetTable<>(seed);
    this.events = new LabelSetTable<>(seed);
    this.shared = new LabelSetTable<>(seed);
  }

  @Override
  public void resource(OtlpAttributes attributes) throws MalformedOtlpException {
    source.resource.select(attributes);
    resourceValuesSizeBytes = source.resource.sizeBytes();
    key.clear();
    if (resourceValuesSizeBytes <= VALUES_MAX_BYTES) {
      source.resource.writeTo(key);
    }
    resourceKeySizeBytes = key.size();
    resource = resources.of(attributes);
  }

  @Override
  public boolean wantsScopes() {
    return !scopes.isEmpty();
  }

  @Override
  public void scope(OtlpScope scope) {
    source.scope = scopes.contains(scope.name()) ? scope : null;
  }

  @Override
  public void span(OtlpSpan span) throws MalformedOtlpException {
    long weight = read(span);
    if (resourceValuesSizeBytes + source.name.length() + source.span.sizeBytes()
        > VALUES_MAX_BYTES) {
      rejected[Rejection.TOO_LARGE.ordinal()]++;
      return;
    }
    writeKey();
    SpanSeries series = seriesOfKey();
    Rejection rejection = series.rejection();
    if (rejection != null) {
      rejected[rejection.ordinal()]++;
      return;
    }
    shortened += series.shortened() ? 1 : 0;
    record(span, series, weight);
    if (withEvents) {
      recordEvents(span, weight);
    }
  }

  /** Points the source at a span, and returns how many spans it stands for. */
  private long read(OtlpSpan span) throws MalformedOtlpException {
    source.span.select(span.attributes());
    source.name.set(span.name());
    source.kind = span.kind();
    source.statusCode = span.statusCode();
    long weight = SamplingWeight.of(span.traceState());
    source.extrapolated = weight != SamplingWeight.NONE;
    return source.extrapolated ? weight : Weight.ONE;
  }

  private void record(OtlpSpan span, SpanSeries series, long weight) {
    long nanos = durationNanos(span.startEpochNanos(), span.endEpochNanos());
    if (!splits) {
      offer(span, nanos, recordDuration(series.calls(), nanos, weight));
    } else {
      offer(span, nanos, fold.count(series.calls(), weight));
      if (series.durations() != null) {
        offer(span, nanos, recordDuration(series.durations(), nanos, weight));
      }
    }
    if (selfTimes != null && series.selfTimes() != null) {
      selfTimes.add(span, series.selfTimes(), nanos, weight);
    }
    if (resource != null) {
      fold.count(resource, Weight.ONE);
      resource = null;
    }
  }

  private int recordDuration(LabelSet set, long nanos, long weight) {
    return fold.record(set, layout.cellOf(nanos), weight, Weight.times(nanos, weight));
  }

  /** Offers a span as an exemplar of an entry, if there are exemplars and it has valid ids. */
  private void offer(OtlpSpan span, long nanos, int entry) {
    if (exemplarPlaces > 0 && span.traceId().length() == 16 && span.spanId().length() == 8) {
      fold.exemplars(entry, exemplarPlaces)
          .offer(
              span.traceId().longAt(0),
              span.traceId().longAt(8),
              span.spanId().longAt(0),
              nanos,
              span.statusCode() == STATUS_ERROR);
      fold.offered(entry);
    }
  }

  /** A span that ends before it begins counts with no duration, as in the connector. */
  static long durationNanos(long startEpochNanos, long endEpochNanos) {
    if (Long.compareUnsigned(endEpochNanos, startEpochNanos) <= 0) {
      return 0;
    }
    long nanos = endEpochNanos - startEpochNanos;
    return nanos < 0 ? Long.MAX_VALUE : nanos;
  }

  private void writeKey() {
    key.truncate(resourceKeySizeBytes);
    if (labels.withKind()) {
      key.writeVarint(source.kind);
    }
    if (labels.withStatus()) {
      key.writeVarint(source.statusCode);
    }
    if (labels.withName()) {
      source.span.writeValue(source.name, key);
    }
    if (labels.withSamplingMethod()) {
      key.writeBoolean(source.extrapolated);
    }
    if (source.scope != null) {
      source.span.writeValue(source.scope.name(), key);
      source.span.writeValue(source.scope.version(), key);
    }
    source.span.writeTo(key);
  }

  private SpanSeries seriesOfKey() throws MalformedOtlpException {
    long hash = table.hash(key.array(), key.size());
    SpanSeries found = table.find(hash, key.array(), key.size());
    if (found != null) {
      return found;
    }
    SpanSeries made = makeSeries();
    table.put(hash, key.array(), key.size(), made, made.sizeBytes());
    return made;
  }

  private SpanSeries makeSeries() throws MalformedOtlpException {
    try {
      LabelDraft calls = labels.of(splits ? Metric.CALLS : Metric.SPANS, source);
      return new SpanSeries(
          splits
              ? share(Metric.CALLS, calls.toLabels())
              : LabelSet.of(Metric.SPANS, calls.toLabels()),
          splits && withDurations ? share(Metric.DURATION) : null,
          selfTimes != null ? share(Metric.SELF_TIME) : null,
          calls.isShortened(),
          null);
    } catch (CharacterCodingException e) {
      return SpanSeries.rejected(Rejection.INVALID_UTF8);
    }
  }

  private LabelSet share(Metric metric) throws CharacterCodingException, MalformedOtlpException {
    return share(metric, labels.of(metric, source).toLabels());
  }

  /** Returns the one object of a label set, so that a fold has one entry for it. */
  private LabelSet share(Metric metric, Labels made) {
    LabelSet set = LabelSet.of(metric, made);
    WireWriter bytes = new WireWriter(1 + set.sizeBytes());
    bytes.writeByte(metric.ordinal()).writeRaw(set.bytes(), 0, set.sizeBytes());
    long hash = shared.hash(bytes.array(), bytes.size());
    LabelSet found = shared.find(hash, bytes.array(), bytes.size());
    if (found == null) {
      shared.put(hash, bytes.array(), bytes.size(), set, set.sizeBytes());
      found = set;
    }
    return found;
  }

  private void recordEvents(OtlpSpan span, long weight) throws MalformedOtlpException {
    int spanKeySizeBytes = key.size();
    for (int i = 0; i < span.events().size(); i++) {
      source.event.select(span.events().attributes(i));
      key.truncate(spanKeySizeBytes);
      if (source.event.sizeBytes() > VALUES_MAX_BYTES) {
        shortened++;
        continue;
      }
      source.event.writeTo(key);
      LabelSet set = eventOfKey();
      if (set == INVALID_EVENT) {
        shortened++;
      } else {
        offer(
            span,
            durationNanos(span.startEpochNanos(), span.endEpochNanos()),
            fold.count(set, weight));
      }
    }
  }

  private LabelSet eventOfKey() throws MalformedOtlpException {
    long hash = events.hash(key.array(), key.size());
    LabelSet set = events.find(hash, key.array(), key.size());
    if (set == null) {
      try {
        set = share(Metric.EVENTS);
      } catch (CharacterCodingException e) {
        set = INVALID_EVENT;
      }
      events.put(hash, key.array(), key.size(), set, set.sizeBytes());
    }
    return set;
  }

  @Override
  public void end() {
    if (selfTimes != null) {
      selfTimes.foldInto(fold, layout, exemplarPlaces);
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

  /** Returns how many spans were counted with a label cut off or left out since {@link #clear}. */
  public int shortenedSpans() {
    return shortened;
  }

  /** Forgets what was folded and rejected, and keeps the label sets. */
  public void clear() {
    fold.clear();
    Arrays.fill(rejected, 0);
    shortened = 0;
    source.scope = null;
    if (selfTimes != null) {
      selfTimes.clear();
    }
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
