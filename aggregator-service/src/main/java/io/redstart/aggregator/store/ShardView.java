// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import io.redstart.limit.Cancellation;
import io.redstart.wire.Frame;
import io.redstart.wire.SelectRequest;

/**
 * What a shard had sealed when the view was made. It may be read on any thread that was started by
 * the shard's own, beside the counting, and blocks: never on an event loop.
 */
public interface ShardView {
  /**
   * Returns a page. A later page of the same request, from a later view, is unaffected by commits in
   * between.
   *
   * @throws io.redstart.wire.SelectRefusedException if the request is not one for sealed windows
   * @throws io.redstart.limit.CancelledException if it is cancelled meanwhile
   */
  Frame page(SelectRequest request, Cancellation cancellation);
}
