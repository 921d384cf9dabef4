// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.distribution;

import io.redstart.model.LabelMatcher;
import io.redstart.query.api.answer.PartedAnswer;
import io.redstart.query.api.answer.Reply;
import io.redstart.query.api.answer.Result;
import io.redstart.query.api.endpoint.MatchParameter;
import io.redstart.query.api.error.ApiException;
import io.redstart.query.api.error.ErrorType;
import io.redstart.query.api.meter.MeteredStores;
import io.redstart.query.api.request.Parameters;
import io.redstart.query.joint.JointView;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.source.distribution.Distribution;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Answers {@code /api/v1/redstart/distribution}: the durations that the selected label sets counted
 * in a range, merged into one HdrHistogram.
 */
public final class DistributionEndpoint {
  private static final String JSON = "json";
  private static final String TABLE = "hgrm";

  private final MeteredStores stores;

  /** Makes the endpoint. */
  public DistributionEndpoint(MeteredStores stores) {
    this.stores = stores;
  }

  /**
   * Returns the distribution in the form that the parameter {@code format} or an {@code Accept}
   * header asks for.
   */
  public Reply distribution(Parameters parameters, QueryLimits limits, String accept) {
    String format = format(parameters, accept);
    long startMillis = parameters.timeMillis("start");
    long endMillis = parameters.timeMillis("end");
    if (endMillis < startMillis) {
      throw ApiException.badParameter("end", "end timestamp must not be before start time");
    }
    if (parameters.all(MatchParameter.NAME).isEmpty()) {
      throw new ApiException(ErrorType.BAD_DATA, "no match[] parameter provided");
    }
    List<List<LabelMatcher>> selectors = MatchParameter.read(parameters, limits);
    return stores.read(limits, source -> {
      JointView view = source.open(endMillis, limits);
      Distribution distribution = view.distribution(selectors, startMillis, endMillis);
      limits.hold(HdrDistribution.MEMORY_BYTES);
      HdrDistribution hdr = new HdrDistribution(distribution);
      return format.equals(TABLE)
          ? new PartedAnswer.Content(
              "text/plain; charset=utf-8", new PercentileTable(hdr, notes(view)))
          : new Result(new DistributionJson(distribution, hdr), view.warnings(), view.infos());
    });
  }

  private static String format(Parameters parameters, String accept) {
    if (!parameters.has("format")) {
      String types = accept.toLowerCase(Locale.ROOT);
      return types.contains("text/plain") && !types.contains("application/json") ? TABLE : JSON;
    }
    String format = parameters.get("format");
    if (!format.equals(JSON) && !format.equals(TABLE)) {
      throw ApiException.badParameter("format", "must be " + JSON + " or " + TABLE);
    }
    return format;
  }

  private static List<String> notes(JointView view) {
    List<String> notes = new ArrayList<>();
    view.warnings().forEach(warning -> notes.add("Warning: " + warning));
    view.infos().forEach(info -> notes.add("Info: " + info));
    return notes;
  }
}
