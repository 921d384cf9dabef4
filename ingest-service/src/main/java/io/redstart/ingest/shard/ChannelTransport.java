// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.shard;

import io.redstart.wire.Frame;
import io.vertx.core.Future;

/**
 * Carries requests to shards. It can lose a request or its reply, and can deliver late, even after
 * the sender has stopped waiting, but never delivers one request twice.
 */
interface ChannelTransport {
  /**
   * Sends a request and waits for its reply.
   *
   * @return the reply, or a {@link io.vertx.core.eventbus.ReplyException}; only one of the type
   *     {@code NO_HANDLERS} proves that the request was not delivered and will not be
   */
  Future<Frame> request(String address, Frame frame, long timeoutMillis);
}
