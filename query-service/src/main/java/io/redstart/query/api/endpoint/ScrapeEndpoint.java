// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.endpoint;

import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.query.api.answer.PartedAnswer;
import io.redstart.query.api.error.ApiException;
import io.redstart.query.api.error.ErrorType;
import io.redstart.query.api.meter.MeteredStores;
import io.redstart.query.export.Exposition;
import io.redstart.query.export.ScrapeConfig;
import io.redstart.query.export.ScrapeFormat;
import io.redstart.query.joint.JointView;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.promql.value.Series;
import io.redstart.query.source.latest.LatestMetric;
import io.redstart.query.source.latest.LatestSamples;
import io.redstart.query.source.page.StoreLostException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * Answers a Prometheus that scrapes: the newest samples of all label sets, merged over all
 * aggregators. While an aggregator is missing, the counters are too low. A Prometheus would mistake
 * this for a restart, and count everything again. So the scrape fails instead.
 */
public final class ScrapeEndpoint {
  private static final String TARGET_INFO = "target_info";

  private final MeteredStores stores;
  private final List<LatestMetric> metrics;
  private final ScrapeConfig config;
  private final Duration window;
  private final InstantSource wall;

  /**
   * Creates the endpoint.
   *
   * @param metrics what to export, at least one
   * @param window the length of a window
   */
  public ScrapeEndpoint(
      MeteredStores stores,
      List<LatestMetric> metrics,
      ScrapeConfig config,
      Duration window,
      InstantSource wall) {
    this.stores = stores;
    this.metrics = List.copyOf(metrics);
    this.config = config;
    this.window = window;
    this.wall = wall;
  }

  /**
   * Returns the samples.
   *
   * @throws ApiException of type {@code UNAVAILABLE} if an aggregator is missing
   */
  public PartedAnswer.Content samples(ScrapeFormat format, QueryLimits limits) {
    return stores.read(limits, source -> {
      JointView view = source.open(wall.millis(), limits);
      LatestSamples samples = view.latest();
      if (!view.warnings().isEmpty()) {
        throw incomplete(String.join("; ", view.warnings())
            + " (if an aggregator will never return, name it in query.forgotten_aggregators)");
      }
      Exposition exposition = new Exposition(
          format, config, samples, metrics, infos(view, samples.stampMillis()), window.toMillis());
      return new PartedAnswer.Content(format.contentType(), out -> writeNext(exposition, out));
    });
  }

  /** Writes a part, outside of the query, which could begin again without a lost aggregator. */
  private static boolean writeNext(Exposition exposition, OutputStream out) throws IOException {
    try {
      return exposition.writeNext(out);
    } catch (StoreLostException e) {
      ApiException failure = incomplete(String.valueOf(e.getMessage()));
      failure.initCause(e);
      throw failure;
    }
  }

  private static ApiException incomplete(String why) {
    return new ApiException(ErrorType.UNAVAILABLE, "not all counts are known: " + why);
  }

  private List<Series> infos(JointView view, long stampMillis) {
    LabelMatcher name = LabelMatcher.equal(Labels.METRIC_NAME, TARGET_INFO);
    Selection newest = new Selection(List.of(name), stampMillis - window.toMillis(), stampMillis);
    return view.select(List.of(newest)).get(0).stream()
        .filter(series -> series.size() > 0 && !series.isStale(series.size() - 1))
        .toList();
  }
}
