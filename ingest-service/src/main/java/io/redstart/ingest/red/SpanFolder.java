// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import io.redstart.ingest.otlp.MalformedOtlpException;
import io.redstart.ingest.otlp.OtlpAttributes;
import io.redstart.ingest.otlp.OtlpScope;
import io.redstart.ingest.otlp.OtlpSpan;
import io.redstart.ingest.otlp.SpanSink;
import io.redstart.ingest.red.label.AttributeSelection;
import io.redstart.ingest.red.label.DimensionPlan;
import io.redstart.ingest.red.label.GlobKeys;
import io.redstart.ingest.red.label.Identity;
import io.redstart.ingest.red.label.LabelSource;
import io.redstart.ingest.red.label.SpanLabels;
import io.redstart.ingest.red.rule.ServiceLimits;
import io.redstart.ingest.red.rule.SpanFilters;
import io.redstart.ingest.red.rule.SpanNames;
import io.redstart.memory.MemoryPlan;
import io.redstart.model.CellLayout;
import io.redstart.model.Weight;
import io.redstart.spanmetrics.SpanMetricsConfig;
import io.redstart.wire.WireWriter;
import org.jspecify.annotations.Nullable;

/**
 * Folds the spans of one request after the other by label set. Label sets are found by a key of the
 * raw bytes that they are made of. They are made only when that key is new:
 *
 * <pre>
 *   resource: each dimension, service.name, service.namespace, service.instance.id
 *   span:     kind, status, name, scope, sampling, each dimension
 *   ─▶ key ─▶ LabelSetCache ─▶ SpanLabelSets ─▶ Fold.record(cell, weight, duration)
 * </pre>
 *
 * <p>Whatever the labels leave out, the key leaves out too. Belongs to one event loop, like the
 * label sets that it interns.
 */
public final class SpanFolder implements SpanSink {
  /** The maximum size of a span's labels in bytes: values, and keys that match globs. */
  public static final int VALUES_MAX_BYTES = 8 * 1024;

  /** The maximum size of the fold of one request, in bytes; further spans are not counted. */
  public static final int FOLD_MAX_BYTES = 128 << 20;

  private final CellLayout layout;
  private final SpanLabels labels;
  private final LabelSource source;
  private final ScopeNames scopes;
  private final ResourceLabelSets resources;
  private final boolean splits;
  private final @Nullable SelfTimes selfTimes;
  private final @Nullable EventFolder events;

  private final LabelSetCache<SpanLabelSets> table;
  private final LabelSetMaker maker;
  private final SpanFilters filters;
  private final SpanNames names;

  private final WireWriter key = new WireWriter(VALUES_MAX_BYTES);
  private final Fold fold;
  private final SpanExemplars exemplars;
  private final SpanTally tally = new SpanTally();
  private int resourceKeySizeBytes;
  private long resourceValuesSizeBytes;
  private @Nullable LabelSet resource;
  private boolean outOfMemory;

  /** Makes a folder that can use almost all memory of this JVM. */
  public SpanFolder(
      SpanMetricsConfig config, CellLayout layout, @Nullable ServiceLimits limits, long seed) {
    this(
        config,
        layout,
        limits,
        FoldMemory.of(MemoryPlan.ofAll(Runtime.getRuntime().maxMemory()), 1),
        seed);
  }

  /**
   * Makes a folder.
   *
   * @param layout the cells to count durations in
   * @param limits of the services, shared by all folders of a process; null for no limits
   * @param memory its memory limits
   * @param seed a random number that senders do not know
   */
  public SpanFolder(
      SpanMetricsConfig config,
      CellLayout layout,
      @Nullable ServiceLimits limits,
      FoldMemory memory,
      long seed) {
    this.layout = layout;
    this.fold = new Fold(memory.batches());
    TableRoom room = memory.spans();
    DimensionPlan plan = new DimensionPlan(config);
    this.labels = new SpanLabels(config, plan, new Identity(config));
    GlobKeys globs = plan.globs().isEmpty() ? null : new GlobKeys(plan.globs(), seed);
    this.source = new LabelSource(
        new AttributeSelection(labels.resourceKeys(), globs, seed),
        new AttributeSelection(plan.keys(), globs, seed),
        new AttributeSelection(plan.keys(), globs, seed));
    this.scopes = new ScopeNames(config.includeInstrumentationScope());
    this.resources = new ResourceLabelSets(config, memory.resources(), seed);
    this.splits = config.splitsCallsFromDurations();
    this.selfTimes = config.selfTime().enabled() ? new SelfTimes(memory.batches(), seed) : null;
    this.exemplars = new SpanExemplars(
        fold, config.exemplars().enabled() ? config.exemplars().maxPerDataPoint() : 0);
    this.table = new LabelSetCache<>(seed, SpanLabelSets::heapBytes, room);
    this.maker = new LabelSetMaker(config, labels, limits, room, seed);
    this.events = config.events().enabled()
        ? new EventFolder(source, maker, fold, exemplars, tally, room, seed)
        : null;
    this.filters = new SpanFilters(config.filters(), seed);
    this.names = new SpanNames(config.spanNames());
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
    filters.resource(attributes);
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
    if (outOfMemory) {
      return;
    }
    if (span.isHardlyASpan()) {
      tally.reject(Rejection.NO_SPAN);
      return;
    }
    if (!filters.admits(span)) {
      tally.drop(Drop.FILTERED);
      return;
    }
    long weight = read(span);
    long sizeBytes = resourceValuesSizeBytes + source.name.length() + source.span.sizeBytes();
    if (sizeBytes > VALUES_MAX_BYTES || isFull(fold)) {
      tally.reject(Rejection.TOO_LARGE);
      return;
    }
    writeKey();
    SpanLabelSets series = seriesOfKey();
    if (isCounted(series)) {
      count(span, series, weight);
      outOfMemory |= !fold.tryAccount();
    }
  }

  /**
   * Returns whether a fold is full. A span of a few bytes can add thousands of bytes of labels from
   * its resource.
   */
  static boolean isFull(Fold fold) {
    return fold.sizeBytesMax() > FOLD_MAX_BYTES;
  }

  /** Returns whether a span is counted. If not, the tally counts the reason. */
  private boolean isCounted(SpanLabelSets series) {
    Rejection rejection = series.rejection();
    Drop drop = series.drop();
    if (rejection != null) {
      tally.reject(rejection);
    } else if (drop != null) {
      tally.drop(drop);
    }
    return rejection == null && drop == null;
  }

  private void count(OtlpSpan span, SpanLabelSets series, long weight)
      throws MalformedOtlpException {
    if (series.shortened()) {
      tally.shorten();
    }
    long nanos = durationNanos(span.startEpochNanos(), span.endEpochNanos());
    record(span, series, nanos, weight);
    if (events != null) {
      events.fold(span, key, nanos, weight);
    }
  }

  /** Points the source at a span. Returns how many spans it stands for. */
  private long read(OtlpSpan span) throws MalformedOtlpException {
    source.span.select(span.attributes());
    source.name.set(names.of(span));
    source.kind = span.kind();
    source.statusCode = span.statusCode();
    long weight = SamplingWeight.of(span.traceState());
    source.extrapolated = weight != SamplingWeight.NONE;
    return source.extrapolated ? weight : Weight.ONE;
  }

  private void record(OtlpSpan span, SpanLabelSets series, long nanos, long weight) {
    if (!splits) {
      exemplars.offer(recordDuration(series.calls().set(), nanos, weight), span, nanos);
    } else {
      exemplars.offer(fold.count(series.calls().set(), weight), span, nanos);
      Counted durations = series.durations();
      if (durations != null) {
        exemplars.offer(recordDuration(durations.set(), nanos, weight), span, nanos);
      }
    }
    Counted selfTime = series.selfTimes();
    if (selfTimes != null && selfTime != null) {
      outOfMemory = !selfTimes.add(span, selfTime.set(), nanos, weight);
    }
    if (resource != null) {
      fold.count(resource, Weight.ONE);
      resource = null;
    }
  }

  private int recordDuration(LabelSet set, long nanos, long weight) {
    return fold.record(set, layout.cellOf(nanos), weight, Weight.times(nanos, weight));
  }

  /**
   * Returns the duration of a span. It is 0 if the span ends before it begins, as in the connector.
   */
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
    } else if (wantsScopes()) {
      key.writeVarint(0);
    }
    source.span.writeTo(key);
  }

  private SpanLabelSets seriesOfKey() throws MalformedOtlpException {
    long hash = table.hash(key.array(), key.size());
    SpanLabelSets found = table.find(hash, key.array(), key.size());
    if (found != null && found.use()) {
      return found;
    }
    SpanLabelSets made = maker.span(source);
    table.put(hash, key.array(), key.size(), made);
    made.use();
    return made;
  }

  @Override
  public void end() {
    if (selfTimes != null && !outOfMemory) {
      selfTimes.foldInto(fold, layout, exemplars);
      outOfMemory = !fold.tryAccount();
    }
  }

  /** Returns the observations folded since {@link #clear}. */
  public Fold fold() {
    return fold;
  }

  /**
   * Checks that all spans since {@link #clear} are in the fold.
   *
   * @throws io.redstart.limit.MemoryFullException if they need more memory than there is
   */
  public void checkMemory() {
    if (outOfMemory) {
      fold.fail();
    }
  }

  /** Returns how many spans and events were not counted since {@link #clear}. */
  public SpanTally tally() {
    return tally;
  }

  /** Returns whether there was any span since {@link #clear}, counted or not. */
  public boolean seesSpans() {
    return fold.spans() > 0 || !tally.isEmpty();
  }

  /** Returns how many spans since {@link #clear} have an ambiguous self time. */
  public int unclearSelfTimes() {
    return selfTimes == null ? 0 : selfTimes.passedOver();
  }

  /** Forgets the folded and the rejected spans, but keeps the label sets. */
  public void clear() {
    fold.clear();
    fold.account();
    outOfMemory = false;
    tally.clear();
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
