// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.latest;

import io.redstart.model.CellLayout;
import io.redstart.model.Exemplars;
import io.redstart.model.Increment;
import io.redstart.model.Labels;
import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.source.rows.LabelSetRows;
import io.redstart.wire.SelectReply;
import org.jspecify.annotations.Nullable;

/**
 * All that one label set has counted on all stores, up to a stamp.
 *
 * <p>If label sets expire and its life began after the requested time, it also knows when, and its
 * counts before that:
 *
 * <pre>
 *   windows of 5 s, expiration 10 s, counted 3 at 12:00:10 and 4 at 12:00:40; read since 12:00:30
 *     counts 7   life 12:00:40   before 3   previous end 12:00:20
 * </pre>
 */
public final class LatestLabelSet {
  /** Stands for no earlier life. */
  public static final long NEVER = Long.MIN_VALUE;

  /** The size of this object and its counts, with a map entry. */
  private static final int EMPTY_BYTES = 72 + 2 * (16 + 48) + Footprint.MAP_ENTRY;

  private final Labels labels;
  private final LatestCounts counts;
  private final LatestCounts before;
  /** By bucket; empty without exemplars. */
  private @Nullable LatestExemplar[] exemplars = {};

  private long birthMillis = Long.MAX_VALUE;
  private long lastMillis = Long.MIN_VALUE;
  private long returnMillis = NEVER;
  private long previousEndMillis = NEVER;

  LatestLabelSet(Labels labels, CellLayout layout) {
    this.labels = labels;
    this.counts = new LatestCounts(layout);
    this.before = new LatestCounts(layout);
  }

  /**
   * Makes a label set of its rows.
   *
   * @param beginMillis rows of this stamp and later ones do not count in {@link #before}
   */
  static LatestLabelSet of(LabelSetRows rows, CellLayout layout, long beginMillis) {
    LatestLabelSet made = new LatestLabelSet(rows.labels(), layout);
    made.birthMillis = rows.birthMillis();
    made.lastMillis = rows.lastMillis();
    made.counts.add(rows.base(), layout);
    made.before.add(rows.base(), layout);
    for (int row = 0; row < rows.rowCount(); row++) {
      made.counts.add(rows, row);
      if (rows.stampMillis(row) < beginMillis) {
        made.before.add(rows, row);
      }
    }
    return made;
  }

  /** Records that it returned after an absence. */
  void returned(long millis, long endMillis) {
    returnMillis = millis;
    previousEndMillis = endMillis;
  }

  /** Adds what one store has counted. */
  void add(Increment counted, SelectReply.Reader page) {
    birthMillis = Math.min(birthMillis, page.birthMillis());
    lastMillis = Math.max(lastMillis, page.lastMillis());
    counts.add(counted, page.layout());
  }

  /** Adds the exemplars of a window. Returns the growth of its size in bytes. */
  long addExemplars(Exemplars row, long stampMillis) {
    CellLayout layout = counts.layout();
    long grownBytes = 0;
    if (exemplars.length == 0 && row.size() > 0) {
      exemplars = new LatestExemplar[layout.boundCount() + 1];
      grownBytes += Footprint.longs(exemplars.length);
    }
    for (int i = 0; i < row.size(); i++) {
      int bucket = layout.bucketOf(layout.cellOf(row.nanos(i)));
      LatestExemplar held = exemplars[bucket];
      grownBytes += held == null ? LatestExemplar.SIZE_BYTES : 0;
      if (held == null || held.stampMillis() <= stampMillis) {
        exemplars[bucket] = LatestExemplar.of(row, i, stampMillis);
      }
    }
    return grownBytes;
  }

  /** Returns the newest exemplar of a bucket, if there is one. */
  public @Nullable LatestExemplar exemplar(int bucket) {
    return exemplars.length == 0 ? null : exemplars[bucket];
  }

  /** Returns the labels without {@code __name__}. */
  public Labels labels() {
    return labels;
  }

  /** Returns the stamp of the first window that counted it, in epoch milliseconds. */
  public long birthMillis() {
    return birthMillis;
  }

  /** Returns the stamp of the first window of its life, as far as is known: birth or return. */
  public long lifeMillis() {
    return Math.max(birthMillis, returnMillis);
  }

  /** Returns the last stamp of the life before, or {@link #NEVER}. */
  public long previousEndMillis() {
    return previousEndMillis;
  }

  /** Returns the stamp of the last window that counted it. */
  long lastMillis() {
    return lastMillis;
  }

  /** Returns all that it has counted. */
  public LatestCounts counts() {
    return counts;
  }

  /**
   * Returns what it had counted before {@link #lifeMillis}, or by the time since which changes were
   * asked for; nothing if that was not asked for.
   */
  public LatestCounts before() {
    return before;
  }

  long sizeBytes() {
    return EMPTY_BYTES
        + Footprint.labels(labels)
        + counts.arraysSizeBytes()
        + before.arraysSizeBytes();
  }
}
