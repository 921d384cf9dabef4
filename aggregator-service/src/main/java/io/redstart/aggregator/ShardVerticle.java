// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator;

import io.redstart.aggregator.reader.SelectHandler;
import io.redstart.aggregator.store.StoreShard;
import io.redstart.process.RepeatingTask;
import io.redstart.wire.Announcement;
import io.redstart.wire.Frame;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs one shard on its event loop: answers channel and select requests, and forgets old windows
 * and idle channels.
 */
final class ShardVerticle extends VerticleBase {
  private static final long SILENT_LOOK_EVERY_MILLIS = TimeUnit.SECONDS.toMillis(1);
  private static final long IDLE_LOOK_EVERY_MILLIS = TimeUnit.MINUTES.toMillis(1);

  private final String channelAddress;
  private final String selectAddress;
  private final StoreShard shard;
  private final long windowMillis;
  private final Supplier<Channels> channelsOfShard;
  private final Supplier<SelectHandler> selectionsOfShard;
  private final Consumer<Throwable> fatal;
  private final Promise<Void> settled = Promise.promise();
  private int unanswered;
  private boolean stopping;
  private @Nullable MessageConsumer<Frame> channelConsumer;

  /**
   * Creates the verticle of one shard.
   *
   * @param channelsOfShard creates the shard's channels, on its event loop
   * @param selectionsOfShard creates the handler of select requests, on its event loop
   * @param fatal is called when the outcome of a write is unknown; must end the process
   */
  ShardVerticle(
      Announcement addresses,
      int index,
      StoreShard shard,
      Supplier<Channels> channelsOfShard,
      Supplier<SelectHandler> selectionsOfShard,
      Consumer<Throwable> fatal) {
    this.channelAddress = addresses.channelAddress(index);
    this.selectAddress = addresses.selectAddress(index);
    this.windowMillis = addresses.windowMillis();
    this.shard = shard;
    this.channelsOfShard = channelsOfShard;
    this.selectionsOfShard = selectionsOfShard;
    this.fatal = fatal;
  }

  @Override
  public Future<?> start() {
    Channels channels = channelsOfShard.get();
    MessageConsumer<Frame> onChannels =
        vertx.eventBus().consumer(channelAddress, message -> onChannel(channels, message));
    channelConsumer = onChannels;
    MessageConsumer<Frame> selectConsumer =
        vertx.eventBus().consumer(selectAddress, selectionsOfShard.get()::handle);
    RepeatingTask.every(vertx, windowMillis, "forgetting old windows", shard::sweep);
    RepeatingTask.every(
        vertx, SILENT_LOOK_EVERY_MILLIS, "looking for silent channels", channels::endSilent);
    RepeatingTask.every(
        vertx,
        IDLE_LOOK_EVERY_MILLIS,
        "forgetting idle channels",
        () -> channels.forgetIdle().onFailure(fatal::accept));
    return Future.all(onChannels.completion(), selectConsumer.completion());
  }

  private void onChannel(Channels channels, Message<Frame> message) {
    unanswered++;
    channels.answer(message.body()).onComplete(answered -> {
      unanswered--;
      if (answered.succeeded()) {
        message.reply(answered.result().toFrame());
      } else {
        fatal.accept(answered.cause());
      }
      settleWhenStopping();
    });
  }

  @Override
  public Future<?> stop() {
    stopping = true;
    MessageConsumer<Frame> consumer = channelConsumer;
    Future<Void> silent = consumer == null ? Future.succeededFuture() : consumer.unregister();
    return silent.compose(unregistered -> {
      settleWhenStopping();
      return settled.future();
    });
  }

  private void settleWhenStopping() {
    if (stopping && unanswered == 0) {
      settled.tryComplete();
    }
  }
}
