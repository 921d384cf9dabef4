// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import io.redstart.connection.RefusalLog;
import io.redstart.deploy.cluster.ClusterService;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/**
 * Shortens what Vert.x logs when a member of the cluster cannot be reached: a stack trace for every
 * message to it, which is several each second, becomes one line a minute.
 */
final class MemberConnectionFilter extends TurboFilter {
  private static final String EVENT_BUS = "io.vertx.core.eventbus.impl.clustered.ClusteredEventBus";

  /** Vert.x's message when this process is ending and has closed its own side. */
  private static final String OWN_END = "Client is closed";

  private final org.slf4j.Logger log = LoggerFactory.getLogger(MemberConnectionFilter.class);
  private final RefusalLog failures =
      ClusterService.failedConnections(line -> log.warn("event bus: {}", line));

  @Override
  public FilterReply decide(
      @Nullable Marker marker,
      Logger logger,
      Level level,
      @Nullable String format,
      @Nullable Object @Nullable [] arguments,
      @Nullable Throwable failure) {
    if (level != Level.WARN || failure == null || !logger.getName().equals(EVENT_BUS)) {
      return FilterReply.NEUTRAL;
    }
    String why = RefusalLog.rootMessage(failure);
    if (!why.equals(OWN_END)) {
      failures.add("connection", "to a member failed", 1, "unreachable", why);
    }
    return FilterReply.DENY;
  }
}
