// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.page;

import io.redstart.limit.Cancellation;
import io.redstart.process.FatalErrors;
import io.redstart.query.api.meter.MeteredStores;
import io.redstart.query.api.pool.QueryPool;
import io.redstart.query.promql.PromqlEngine;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the page for people. If the numbers cannot be read, the page says why. */
public final class PageHandler implements Handler<RoutingContext> {
  /** How long the page waits for its numbers. */
  private static final Duration TIMEOUT_MAX = Duration.ofSeconds(10);

  private static final Logger log = LoggerFactory.getLogger(PageHandler.class);

  private final MeteredStores stores;
  private final QueryPool pool;
  private final InstantSource wall;
  private final PromqlEngine engine;
  private final Supplier<Optional<OtlpReceivers>> receivers;

  /**
   * Makes the handler.
   *
   * @param receivers returns where this process receives spans, once it does
   * @param wall the end of the time shown
   */
  public PageHandler(
      PromqlEngine engine,
      Supplier<Optional<OtlpReceivers>> receivers,
      MeteredStores stores,
      QueryPool pool,
      InstantSource wall) {
    this.stores = stores;
    this.pool = pool;
    this.wall = wall;
    this.engine = engine;
    this.receivers = receivers;
  }

  @Override
  public void handle(RoutingContext context) {
    SpanKinds kinds = SpanKinds.of(context.queryParam("kind"));
    ServicesPage page = new ServicesPage(receivers.get(), hostOf(context));
    QueryPool.Query query = pool.open(TIMEOUT_MAX.toMillis(), context.request().remoteAddress());
    context.response().closeHandler(closed -> query.cancel(Cancellation.Reason.CANCELED));
    query
        .run(() ->
            page.html(ServiceNumbers.at(wall.millis(), kinds, engine, stores, query.limits())))
        .onComplete(made -> query.close())
        .otherwise(failure -> {
          FatalErrors.check(failure);
          log.warn("no numbers for the page: {}", failure.toString());
          return page.htmlOfFailure(String.valueOf(failure.getMessage()));
        })
        .onSuccess(text -> context
            .response()
            .putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
            .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
            .putHeader("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
            .end(text));
  }

  private static String hostOf(RoutingContext context) {
    HostAndPort authority = context.request().authority();
    return authority == null ? "localhost" : authority.host();
  }
}
