// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import io.redstart.model.Labels;
import io.redstart.query.api.answer.Encoding;
import io.redstart.query.api.answer.StreamedAnswer;
import io.redstart.query.api.endpoint.QueryEndpoints;
import io.redstart.query.api.meter.MeteredStores;
import io.redstart.query.api.pool.QueryPool;
import io.redstart.query.api.request.Form;
import io.redstart.query.api.request.Parameters;
import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.promql.syntax.text.QuotedText;
import io.redstart.query.source.Found;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks after the start what dashboards ask, so that the first person who looks does not wait until
 * the JVM has loaded and compiled the code. It asks for the last hour of one service after the
 * other, and ends as soon as somebody else asks. Its answers are thrown away.
 */
final class WarmUp {
  private static final Logger log = LoggerFactory.getLogger(WarmUp.class);

  private static final String SERVICE = "service_name";
  private static final long RANGE_SECONDS = TimeUnit.HOURS.toSeconds(1);
  private static final long STEP_SECONDS = 60;
  private static final int SHIFTS = 600;
  /** A prime: neighbours in the sorted list of services are often alike. */
  private static final int STRIDE = 7919;

  /** Rates, error ratios and percentiles of a service and of its operations. */
  private static final List<String> QUERIES = List.of(
      "sum by (%1$s) (rate(calls_total{%2$s}[10m]))",
      "sum by (%1$s) (rate(calls_total{status_code=\"STATUS_CODE_ERROR\",%2$s}[10m]))"
          + " / sum by (%1$s) (rate(calls_total{%2$s}[10m]))",
      "histogram_quantile(0.5, sum by (%1$s, le) (rate(duration_milliseconds_bucket{%2$s}[10m])))",
      "histogram_quantile(0.95, sum by (%1$s, le) (rate(duration_milliseconds_bucket{%2$s}[10m])))");

  private static final Pattern SPECIAL = Pattern.compile("[\\\\.+*?()|\\[\\]{}^$]");

  private static final List<String> GROUPINGS = List.of(SERVICE, SERVICE + ", span_name");

  private final QueryPool pool;
  private final MeteredStores stores;
  private final QueryEndpoints queries;
  private final InstantSource wall;
  private final LongSupplier nanoClock;
  private final long timeoutMillis;
  /** How many queries the pool has opened, if nobody else asks. */
  private long asked;

  /** Makes a warm-up; its queries have the same timeout as others. */
  WarmUp(
      QueryPool pool,
      MeteredStores stores,
      QueryEndpoints queries,
      InstantSource wall,
      LongSupplier nanoClock,
      Duration timeout) {
    this.pool = pool;
    this.stores = stores;
    this.queries = queries;
    this.wall = wall;
    this.nanoClock = nanoClock;
    this.timeoutMillis = timeout.toMillis();
  }

  /**
   * Asks until a time is over, on the current context. The future never fails.
   *
   * @return false if there was nothing to ask for yet
   */
  Future<Boolean> run(Duration longest) {
    long endNanos = nanoClock.getAsLong() + longest.toNanos();
    asked = pool.opened();
    Promise<Boolean> ended = Promise.promise();
    ask(this::services)
        .onSuccess(services -> {
          if (services.isEmpty()) {
            ended.complete(false);
          } else {
            repeat(services, 0, endNanos, ended);
          }
        })
        .onFailure(failure -> end(failure, ended));
    return ended.future();
  }

  private static void end(Throwable failure, Promise<Boolean> ended) {
    log.debug("the warm-up ended early: {}", failure.toString());
    ended.complete(true);
  }

  private void repeat(List<String> services, int done, long endNanos, Promise<Boolean> ended) {
    if (nanoClock.getAsLong() - endNanos >= 0 || pool.opened() > asked) {
      ended.complete(true);
      return;
    }
    int round = done / (GROUPINGS.size() * QUERIES.size());
    String text = QUERIES
        .get(done % QUERIES.size())
        .formatted(
            GROUPINGS.get(done / QUERIES.size() % GROUPINGS.size()),
            matchers(services.get((int) ((long) round * STRIDE % services.size()))));
    // Rounds end at different times, so that no kept result answers them.
    long agoSeconds = round % SHIFTS;
    ask(limits -> answer(text, agoSeconds, limits))
        .onSuccess(answered -> repeat(services, done + 1, endNanos, ended))
        .onFailure(failure -> end(failure, ended));
  }

  /** Selects a service as Jaeger does: with regular expressions. */
  private static String matchers(String service) {
    String name = SPECIAL.matcher(service).replaceAll("\\\\$0");
    return SERVICE + "=~" + QuotedText.quote(name) + ",span_kind=~\"SPAN_KIND_.+\"";
  }

  private interface Question<T> {
    T answer(QueryLimits limits) throws IOException;
  }

  private <T> Future<T> ask(Question<T> question) {
    QueryPool.Query query = pool.open(timeoutMillis, null);
    asked++;
    return query.run(() -> question.answer(query.limits())).onComplete(ended -> query.close());
  }

  private List<String> services(QueryLimits limits) {
    long nowMillis = wall.millis();
    long fromMillis = nowMillis - TimeUnit.SECONDS.toMillis(RANGE_SECONDS);
    return stores.read(limits, source -> {
      Found<String> found = new Found<>(limits, known -> Footprint.OBJECT);
      source
          .open(nowMillis, limits)
          .labelValues(SERVICE, new Selection(List.of(), fromMillis, nowMillis), found);
      return found.sorted(Labels::compareUtf8);
    });
  }

  private boolean answer(String text, long agoSeconds, QueryLimits limits) throws IOException {
    long endSeconds = TimeUnit.MILLISECONDS.toSeconds(wall.millis()) - agoSeconds;
    Parameters parameters = Parameters.of(
        "query=%s&start=%d&end=%d&step=%d"
            .formatted(
                URLEncoder.encode(text, StandardCharsets.UTF_8),
                endSeconds - RANGE_SECONDS,
                endSeconds,
                STEP_SECONDS),
        Form.NONE);
    StreamedAnswer written = queries.range(parameters, limits).begin(Encoding.IDENTITY, limits);
    while (!written.next().isLast()) {
      limits.check();
    }
    return true;
  }
}
