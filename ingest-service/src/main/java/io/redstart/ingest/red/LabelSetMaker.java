// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import io.redstart.ingest.otlp.MalformedOtlpException;
import io.redstart.ingest.red.label.LabelDraft;
import io.redstart.ingest.red.label.LabelSource;
import io.redstart.ingest.red.label.SpanLabels;
import io.redstart.ingest.red.rule.AdmittedLabels;
import io.redstart.ingest.red.rule.Relabel;
import io.redstart.ingest.red.rule.ServiceLimits;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.spanmetrics.SpanMetricsConfig;
import io.redstart.wire.WireWriter;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/**
 * Makes the label sets for spans with a new key: collects the labels, relabels them and applies the
 * limits.
 *
 * <p>Control plane: called once for each new key. Belongs to one event loop.
 */
final class LabelSetMaker {
  private final SpanLabels labels;
  private final Relabel relabel;
  private final @Nullable ServiceLimits limits;
  private final boolean splits;
  private final boolean withDurations;
  private final boolean withSelfTimes;
  /**
   * Label sets by metric and bytes, so that keys with equal label sets share one object in a fold.
   */
  private final LabelSetCache<LabelSet> shared;

  LabelSetMaker(
      SpanMetricsConfig config,
      SpanLabels labels,
      @Nullable ServiceLimits limits,
      TableRoom room,
      long seed) {
    this.labels = labels;
    this.relabel = new Relabel(config.relabel());
    this.limits = limits;
    this.splits = config.splitsCallsFromDurations();
    this.withDurations = !config.histogram().disable();
    this.withSelfTimes = config.selfTime().enabled();
    this.shared = new LabelSetCache<>(seed, LabelSet::heapBytes, room);
  }

  /** Returns the label sets that a span counts into. */
  SpanLabelSets span(LabelSource source) throws MalformedOtlpException {
    try {
      Metric metric = splits ? Metric.CALLS : Metric.SPANS;
      LabelDraft draft = labels.of(metric, source);
      Counted calls = counted(metric, draft);
      if (calls == null) {
        return SpanLabelSets.dropped(Drop.RELABELLED);
      }
      return new SpanLabelSets(
          calls,
          splits && withDurations
              ? counted(Metric.DURATION, labels.of(Metric.DURATION, source))
              : null,
          withSelfTimes ? counted(Metric.SELF_TIME, labels.of(Metric.SELF_TIME, source)) : null,
          draft.isShortened(),
          null,
          null);
    } catch (CharacterCodingException e) {
      return SpanLabelSets.rejected(Rejection.INVALID_UTF8);
    }
  }

  /**
   * Returns the label set that an event counts into, or null if it is dropped.
   *
   * @throws CharacterCodingException if a label's value is not UTF-8
   */
  @Nullable
  Counted event(LabelSource source) throws CharacterCodingException, MalformedOtlpException {
    return counted(Metric.EVENTS, labels.of(Metric.EVENTS, source));
  }

  private @Nullable Counted counted(Metric metric, LabelDraft draft) {
    Labels kept = relabel.apply(draft.toLabels());
    if (kept == null) {
      return null;
    }
    if (limits == null) {
      return new Counted(share(metric, kept), null);
    }
    AdmittedLabels admitted = limits.admit(metric, kept);
    return new Counted(share(metric, admitted.labels()), admitted.admission());
  }

  private LabelSet share(Metric metric, Labels made) {
    LabelSet set = LabelSet.of(metric, made);
    WireWriter key = new WireWriter(1 + set.sizeBytes());
    key.writeByte(metric.ordinal()).writeRaw(set.bytes(), 0, set.sizeBytes());
    long hash = shared.hash(key.array(), key.size());
    LabelSet found = shared.find(hash, key.array(), key.size());
    if (found == null) {
      shared.put(hash, key.array(), key.size(), set);
      found = set;
    }
    return found;
  }
}
