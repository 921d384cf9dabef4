// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.importing;

import io.redstart.aggregator.imported.BucketCells;
import io.redstart.aggregator.imported.SourceCounts;
import io.redstart.aggregator.sealed.ImportedLabelSet;
import io.redstart.aggregator.sealed.SealedImport;
import io.redstart.model.Increment;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.wire.LabelSets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A label set of the store and the series of the source that are added up in it. */
final class Target {
  private final Metric metric;
  private final Labels labels;
  private final List<Part> parts = new ArrayList<>();
  private @Nullable ImportedLabelSet rows;

  private record Part(SourceSeries source, SourceCounts counts) {}

  Target(Metric metric, Labels labels) {
    this.metric = metric;
    this.labels = labels;
  }

  /** Adds what a source has counted of the target's metric. */
  void add(SourceSeries source, BucketCells cells, double unitNanos) {
    boolean withCalls = metric != Metric.DURATION && source.hasCalls();
    boolean withDurations = metric != Metric.CALLS && source.hasDurations();
    parts.add(new Part(source, new SourceCounts(withCalls, withDurations, cells, unitNanos)));
  }

  Metric metric() {
    return metric;
  }

  Labels labels() {
    return labels;
  }

  byte[] bytes() {
    return LabelSets.encode(labels);
  }

  List<SourceSeries> sources() {
    return parts.stream().map(Part::source).toList();
  }

  /** Begins to collect rows. */
  void begin(SealedImport store) {
    rows = store.begin(metric, bytes());
  }

  /** Adds the row of a window. */
  void add(Increment row, int point, long stampMillis, boolean canBegin) {
    row.clear();
    for (Part part : parts) {
      SourceSeries source = part.source;
      part.counts.addTo(row, stampMillis, source.calls(point), source.durations(point), canBegin);
    }
    ImportedLabelSet own = rows;
    if (own != null && !row.isEmpty()) {
      own.row(stampMillis, row);
    }
  }

  /** Ends the rows, writes them, and returns them; null if it was not begun. */
  @Nullable
  ImportedLabelSet end(SealedImport store) {
    ImportedLabelSet own = rows;
    rows = null;
    if (own != null) {
      store.write(own);
    }
    sources().forEach(SourceSeries::end);
    return own;
  }

  /** Returns how often counters were missing for too long. */
  long gaps() {
    return parts.stream().mapToLong(part -> part.counts.gaps()).sum();
  }
}
