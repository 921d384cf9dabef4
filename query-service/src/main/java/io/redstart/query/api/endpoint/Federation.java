// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.endpoint;

import io.redstart.model.Labels;
import io.redstart.query.api.answer.PartedAnswer;
import io.redstart.query.api.meter.MeteredStores;
import io.redstart.query.api.request.Parameters;
import io.redstart.query.joint.JointView;
import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.promql.value.Series;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Answers {@code /federate}: the newest sample of each selected series, in Prometheus' text format,
 * as a Prometheus scrapes it. Native histograms have no text form and are left out.
 *
 * <p>Reads only the newest window, as long as label sets do not expire, and not the whole lookback.
 */
public final class Federation {
  private final MeteredStores stores;
  private final Duration lookbackDelta;
  private final InstantSource wall;

  /**
   * Makes the endpoint.
   *
   * @param lookbackDelta how old the newest sample may be
   */
  public Federation(MeteredStores stores, Duration lookbackDelta, InstantSource wall) {
    this.stores = stores;
    this.lookbackDelta = lookbackDelta;
    this.wall = wall;
  }

  /** Returns the samples in the form that an {@code Accept} header asks for. */
  public PartedAnswer.Content samples(Parameters parameters, QueryLimits limits, String accept) {
    boolean allowsUtf8 = accept.replace(" ", "").contains("escaping=allow-utf-8");
    long endMillis = wall.millis();
    // A selection excludes the start of its range, this request includes it.
    long fromMillis = endMillis - lookbackDelta.toMillis() - 1;
    List<Selection> selections = MatchParameter.readAny(parameters, limits).stream()
        .map(matchers -> new Selection(matchers, fromMillis, endMillis, true, false))
        .toList();
    List<FederatedSample> samples = selections.isEmpty()
        ? List.of()
        : stores.read(limits, source -> {
          JointView view = source.open(endMillis, limits);
          return newest(view, selections, limits);
        });
    return new PartedAnswer.Content(
        FederationText.contentType(allowsUtf8), new FederationText(samples, allowsUtf8));
  }

  private static List<FederatedSample> newest(
      JointView view, List<Selection> selections, QueryLimits limits) {
    List<FederatedSample> samples = new ArrayList<>();
    Set<Labels> known = new HashSet<>();
    for (Selection selection : selections) {
      for (Series series : view.select(List.of(selection)).get(0)) {
        int last = series.size() - 1;
        boolean hasText = last >= 0 && !series.isStale(last) && series.histogram(last) == null;
        if (hasText && known.add(series.labels())) {
          limits.hold(Footprint.MAP_ENTRY + Footprint.OBJECT + Footprint.LIST_ENTRY);
          samples.add(new FederatedSample(
              series.labels(), series.timestampMillis(last), series.value(last)));
        }
      }
    }
    samples.sort(limits.checking(Comparator.comparing(FederatedSample::name, Labels::compareUtf8)
        .thenComparing(FederatedSample::labels)));
    return samples;
  }
}
