// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.page;

import io.redstart.model.StoreId;
import io.redstart.wire.FoldReply;
import io.redstart.wire.FoldRequest;
import io.redstart.wire.Frame;
import io.redstart.wire.SelectHead;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Pages of groups that shards have folded. */
public abstract class FoldPages implements PageQueue.Pages<FoldReply.Reader> {
  private final Function<StoreId, FoldRequest> first;
  private final UnaryOperator<String> strings;

  /**
   * Makes pages.
   *
   * @param first returns the request for a store's first pages
   * @param strings shares equal strings of different pages
   */
  protected FoldPages(Function<StoreId, FoldRequest> first, UnaryOperator<String> strings) {
    this.first = first;
    this.strings = strings;
  }

  @Override
  public final Frame request(StoreId store, long query, long timeoutMillis, long cursor) {
    return SelectHead.fold(query, timeoutMillis, first.apply(store).withCursor(cursor));
  }

  @Override
  public final FoldReply.Reader read(Frame page) {
    return new FoldReply.Reader(page, strings);
  }

  @Override
  public final long nextCursor(FoldReply.Reader page) {
    return page.nextCursor();
  }

  @Override
  public final int maxBytes() {
    return PageQueue.FOLD_PAGE_MAX_BYTES;
  }
}
