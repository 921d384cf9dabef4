// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.endpoint;

import io.redstart.query.api.answer.ByteAnswer;
import io.redstart.query.api.answer.Reply;
import io.redstart.query.api.error.ApiException;
import io.redstart.query.api.error.ErrorType;
import io.redstart.query.api.meter.MeteredStores;
import io.redstart.query.api.request.FormBody;
import io.redstart.query.api.request.Parameters;
import io.redstart.query.api.request.TimeText;
import io.redstart.query.joint.JointView;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.promql.value.Series;
import io.redstart.query.remote.SnappyBlock;
import io.redstart.query.remote.read.ChunksAnswer;
import io.redstart.query.remote.read.ReadQuery;
import io.redstart.query.remote.read.ReadRequest;
import io.redstart.query.remote.read.SamplesAnswer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Answers {@code /api/v1/read}: the raw samples of selected series, for a Prometheus that computes
 * with them. Its protocol has no place for warnings.
 */
public final class RemoteReadEndpoint {
  private final MeteredStores stores;

  /** Makes the endpoint. */
  public RemoteReadEndpoint(MeteredStores stores) {
    this.stores = stores;
  }

  /** Reads the series of the request in the body. */
  public Reply read(Parameters parameters, QueryLimits limits) {
    ReadRequest request = parse(parameters.body(), limits);
    List<List<Series>> results = results(request.queries(), limits);
    return switch (request.form()) {
      case SAMPLES -> samples(new SamplesAnswer(results, limits));
      case STREAMED_XOR_CHUNKS -> chunks(new ChunksAnswer(results, limits));
    };
  }

  private static ReadRequest parse(byte[] body, QueryLimits limits) {
    try {
      byte[] message = SnappyBlock.decode(body, FormBody.FORM_MAX_BYTES, limits);
      return ReadRequest.parse(message, limits);
    } catch (IllegalArgumentException e) {
      throw new ApiException(ErrorType.BAD_DATA, String.valueOf(e.getMessage()));
    }
  }

  private static Reply samples(SamplesAnswer answer) {
    return new ByteAnswer.Bytes(
        SamplesAnswer.CONTENT_TYPE, SamplesAnswer.CONTENT_ENCODING, answer::writeNext);
  }

  private static Reply chunks(ChunksAnswer answer) {
    return new ByteAnswer.Bytes(ChunksAnswer.CONTENT_TYPE, null, answer::writeNext);
  }

  private List<List<Series>> results(List<ReadQuery> queries, QueryLimits limits) {
    List<Selection> selections =
        queries.stream().map(RemoteReadEndpoint::selection).toList();
    long endMillis =
        selections.stream().mapToLong(Selection::throughMillis).max().orElse(0);
    return stores.read(limits, source -> {
      JointView view = source.open(endMillis, limits);
      List<List<Series>> results = new ArrayList<>();
      for (List<Series> found : view.select(selections)) {
        List<Series> sorted = new ArrayList<>(found);
        sorted.removeIf(series -> series.size() == 0);
        sorted.sort(limits.checking(Comparator.comparing(Series::labels)));
        results.add(sorted);
      }
      return results;
    });
  }

  private static Selection selection(ReadQuery query) {
    // A selection excludes the start of its range, these requests include it.
    return new Selection(
        query.matchers(), clamp(query.startMillis()) - 1, clamp(query.endMillis()));
  }

  private static long clamp(long millis) {
    return Math.max(-TimeText.TIME_MAX_MILLIS, Math.min(TimeText.TIME_MAX_MILLIS, millis));
  }
}
