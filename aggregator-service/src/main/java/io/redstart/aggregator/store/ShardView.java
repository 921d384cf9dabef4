// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import io.redstart.limit.Cancellation;
import io.redstart.wire.FoldRequest;
import io.redstart.wire.Frame;
import io.redstart.wire.SelectRefusedException;
import io.redstart.wire.SelectRequest;

/**
 * The windows that a shard had sealed when the view was created. The shard's thread may hand it to
 * any other thread, which can read it while the shard keeps counting. Reading blocks the thread, so
 * never read it on an event loop.
 */
public interface ShardView {
  /**
   * Returns a page. A later page of the same request, from a later view, is unaffected by commits
   * in between.
   *
   * @throws io.redstart.wire.SelectRefusedException if the request is invalid or asks for windows
   *     that are not sealed
   * @throws io.redstart.limit.CancelledException if the request is cancelled meanwhile
   */
  Frame page(SelectRequest request, Cancellation cancellation);

  /**
   * Returns a page of a folded aggregation; see {@link #page}.
   *
   * @throws io.redstart.wire.SelectRefusedException if the request is invalid or asks for windows
   *     that are not sealed
   * @throws io.redstart.limit.CancelledException if the request is cancelled meanwhile
   */
  default Frame fold(FoldRequest request, Cancellation cancellation) {
    throw new SelectRefusedException("this view does not fold");
  }
}
