// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.shard;

import io.redstart.bus.FrameCodec;
import io.redstart.wire.Frame;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;

/**
 * Sends requests over the event bus of Vert.x and uses its timers; calls back on the caller's
 * context.
 */
final class VertxBus implements ChannelTransport, Timers {
  private final Vertx vertx;

  VertxBus(Vertx vertx) {
    this.vertx = vertx;
    FrameCodec.register(vertx.eventBus());
  }

  @Override
  public Future<Frame> request(String address, Frame frame, long timeoutMillis) {
    DeliveryOptions options = new DeliveryOptions().setSendTimeout(timeoutMillis);
    return vertx.eventBus().<Frame>request(address, frame, options).map(Message::body);
  }

  @Override
  public void after(long delayMillis, Runnable action) {
    vertx.setTimer(delayMillis, timer -> action.run());
  }
}
