// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push;

import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.query.api.meter.MeteredStores;
import io.redstart.query.joint.JointView;
import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.promql.value.Series;
import io.redstart.query.push.StampReader.Place;
import io.redstart.query.source.latest.LatestMetric;
import io.redstart.query.source.latest.LatestSamples;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Opens the readers of one export. Used by one thread at a time; its calls block. */
final class StampSource {
  /** Stands for the stamp before the first. */
  static final long NONE = Long.MIN_VALUE;

  private static final String TARGET_INFO = "target_info";

  private final MeteredStores stores;
  private final List<LatestMetric> metrics;
  private final PushProtocol protocol;
  private final PushMeters meters;
  private final long windowMillis;
  private final long intervalMillis;
  private final int samplesMax;

  StampSource(
      MeteredStores stores,
      PushSettings settings,
      PushProtocol protocol,
      PushMeters meters,
      Duration window) {
    this.stores = stores;
    this.metrics = stores.stores().red().latestMetrics();
    this.protocol = protocol;
    this.meters = meters;
    this.windowMillis = window.toMillis();
    this.intervalMillis = settings.interval().toMillis();
    this.samplesMax = settings.samplesMax();
  }

  /**
   * Opens a stamp.
   *
   * @param wantedMillis the stamp; if no window of the store ends then, the next one that does
   * @param positionMillis the stamp that was delivered before, or {@link #NONE}
   * @param place where to begin, if it is the wanted stamp
   * @throws NotYetException if it cannot be read yet
   */
  StampReader open(QueryLimits limits, long wantedMillis, long positionMillis, Place place) {
    return stores.read(limits, source -> {
      JointView view = source.open(wantedMillis, limits);
      LatestSamples samples = view.latestAt(wantedMillis)
          .orElseThrow(() -> new NotYetException("not sealed yet", false));
      if (!view.warnings().isEmpty()) {
        throw new NotYetException(String.join("; ", view.warnings()), true);
      }
      long stampMillis = samples.stampMillis();
      if (wantedMillis < view.heldSinceMillis()) {
        meters.skipped((view.heldSinceMillis() - wantedMillis) / 1000);
      }
      long fromMillis = positionMillis == NONE ? stampMillis : positionMillis;
      if (protocol.sendsDeltas()) {
        fromMillis = Math.max(fromMillis, view.heldSinceMillis());
      }
      return new StampReader(
          samples,
          metrics,
          infos(view, fromMillis, stampMillis),
          new Step(fromMillis, stampMillis, windowMillis),
          stampMillis == wantedMillis ? place : Place.START,
          protocol,
          samplesMax,
          limits);
    });
  }

  /**
   * Returns the series of {@code target_info} at a stamp, and those that have ended since another. If
   * an aggregator has lost its history, {@code query.missing_aggregators: fail} makes this fail, now
   * and later; counts do not need these series.
   */
  private Map<Labels, Point> infos(JointView view, long fromMillis, long stampMillis) {
    LabelMatcher name = LabelMatcher.equal(Labels.METRIC_NAME, TARGET_INFO);
    long beginMillis = Math.max(fromMillis, stampMillis - 2 * intervalMillis) - windowMillis;
    Selection selection = new Selection(List.of(name), beginMillis, stampMillis);
    Map<Labels, Point> infos = new LinkedHashMap<>();
    try {
      for (Series series : view.select(List.of(selection)).get(0)) {
        infos.put(series.labels(), new Point(stampMillis, kind(series, stampMillis)));
      }
    } catch (PromqlException e) {
      meters.withoutInfos(String.valueOf(e.getMessage()));
    }
    return infos;
  }

  private static Point.Kind kind(Series series, long stampMillis) {
    int last = series.size() - 1;
    boolean isAlive =
        last >= 0 && series.timestampMillis(last) == stampMillis && !series.isStale(last);
    return isAlive ? Point.Kind.COUNT : Point.Kind.END;
  }

  /** The stamp cannot be read yet. */
  static final class NotYetException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final boolean isIncomplete;

    NotYetException(String message, boolean isIncomplete) {
      super(message, null, false, false);
      this.isIncomplete = isIncomplete;
    }

    /** Returns whether an aggregator is missing. */
    boolean isIncomplete() {
      return isIncomplete;
    }
  }
}
