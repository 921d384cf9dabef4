// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.replica;

import io.redstart.aggregator.reader.SelectHandler;
import io.redstart.aggregator.store.StoreShard;
import io.redstart.process.RepeatingTask;
import io.redstart.wire.Frame;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.function.Supplier;

/** Runs one shard of a replica on its event loop: answers select requests, forgets old windows. */
final class ReplicaShard extends VerticleBase {
  private final String selectAddress;
  private final long windowMillis;
  private final StoreShard shard;
  private final Supplier<SelectHandler> selectionsOfShard;

  /**
   * Creates the verticle of one shard.
   *
   * @param selectionsOfShard creates the handler of select requests, on its event loop
   */
  ReplicaShard(
      String selectAddress,
      long windowMillis,
      StoreShard shard,
      Supplier<SelectHandler> selectionsOfShard) {
    this.selectAddress = selectAddress;
    this.windowMillis = windowMillis;
    this.shard = shard;
    this.selectionsOfShard = selectionsOfShard;
  }

  @Override
  public Future<?> start() {
    RepeatingTask.every(vertx, windowMillis, "forgetting old windows", shard::sweep);
    return vertx
        .eventBus()
        .<Frame>consumer(selectAddress, selectionsOfShard.get()::handle)
        .completion();
  }
}
