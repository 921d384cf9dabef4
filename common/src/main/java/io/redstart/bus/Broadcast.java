// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.bus;

import io.redstart.wire.Frame;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes announcements. They are repeated, so a member that misses one hears the next. */
public final class Broadcast {
  private static final Logger log = LoggerFactory.getLogger(Broadcast.class);

  private Broadcast() {}

  /**
   * Sends a frame to all consumers of an address. It may miss some.
   *
   * <p>Vert.x 5.0 throws an exception if the connections to two members have just closed, and sends
   * nothing to the members after them ({@code ClusteredEventBus.sendToNodes}). The next announcement
   * reaches these.
   */
  public static void publish(Vertx vertx, String address, Frame frame) {
    try {
      vertx.eventBus().publish(address, frame);
    } catch (IllegalStateException e) {
      log.debug("a message to {} has not reached all members", address, e);
    }
  }
}
