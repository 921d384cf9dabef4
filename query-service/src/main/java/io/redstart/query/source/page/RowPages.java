// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.page;

import io.redstart.model.CellLayout;
import io.redstart.model.LabelMatcher;
import io.redstart.model.Metric;
import io.redstart.model.StoreId;
import io.redstart.query.source.rows.Timeline;
import io.redstart.wire.Frame;
import io.redstart.wire.SelectHead;
import io.redstart.wire.SelectReply;
import io.redstart.wire.SelectRequest;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Pages of rows.
 *
 * @param first returns the request for a store's first pages
 * @param sink receives every page
 */
public record RowPages(
    Function<StoreId, SelectRequest> first,
    CellLayout layout,
    UnaryOperator<String> strings,
    Consumer<SelectReply.Reader> sink)
    implements PageQueue.Pages<SelectReply.Reader> {
  /** Returns the request for each store: for the rows that the store counted itself. */
  public static Function<StoreId, SelectRequest> request(
      Set<Metric> metrics,
      List<LabelMatcher> matchers,
      Timeline timeline,
      SelectRequest.Parts parts) {
    return store -> new SelectRequest(
        SelectRequest.Share.all(store),
        metrics,
        matchers,
        timeline.readFromMillis(),
        timeline.tiers(),
        parts,
        0,
        PageQueue.PAGE_MAX_BYTES);
  }

  @Override
  public Frame request(StoreId store, long query, long timeoutMillis, long cursor) {
    SelectRequest request = first.apply(store);
    return SelectHead.page(query, timeoutMillis)
        .toFrame(cursor == 0 ? request : request.withCursor(cursor));
  }

  @Override
  public SelectReply.Reader read(Frame page) {
    return new SelectReply.Reader(page, layout, strings);
  }

  @Override
  public long nextCursor(SelectReply.Reader page) {
    return page.nextCursor();
  }

  @Override
  public void add(int shard, SelectReply.Reader page) {
    sink.accept(page);
  }

  @Override
  public int maxBytes() {
    return PageQueue.PAGE_MAX_BYTES;
  }
}
