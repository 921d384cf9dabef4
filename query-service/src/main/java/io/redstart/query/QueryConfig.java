// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query;

import io.redstart.auth.AuthConfig;
import io.redstart.config.Endpoint;
import io.redstart.config.HttpPortConfig;
import io.redstart.config.Setting;
import io.redstart.query.api.AdminApi;
import io.redstart.query.export.ScrapeConfig;
import io.redstart.query.push.ExportConfig;
import io.redstart.tls.TlsConfig;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The settings of the query service, in the block {@code query:}.
 *
 * @param endpoint where the Prometheus HTTP API listens
 * @param http limits the connections there
 * @param auth who may ask
 * @param tls whether connections are encrypted
 * @param scrape where the RED metrics can be scraped
 * @param export where the RED metrics are pushed to
 * @param quantileBuckets which buckets {@code histogram_quantile} reads
 * @param lookbackDelta how far an instant vector looks back for a sample
 * @param enableFeatures features of PromQL that are off by default
 * @param timeout how long a query may take
 * @param sendTimeout how long a client may read nothing of its answer
 * @param warmUp how long the service asks itself after its start, at most
 * @param maxSamples how many samples a query may hold at once
 * @param maxConcurrency how many queries run at once, computing or waiting for rows
 * @param maxRequestBytesInFlight how many bytes requests may hold until they are answered; 0 stands
 *     for a share of the heap
 * @param missingAggregators what happens to a query when an aggregator does not answer
 * @param forgottenAggregators names of aggregators that will never return
 * @param adminApi who may change the cluster over the API
 */
public record QueryConfig(
    @Setting(doc = "Where the Prometheus HTTP API listens", byDefault = "localhost:9090")
    Endpoint endpoint,

    HttpPortConfig http,
    AuthConfig auth,
    TlsConfig tls,
    ScrapeConfig scrape,
    ExportConfig export,

    @Setting(
        doc = "Which buckets `histogram_quantile` reads: the `fine` bins, or the `configured`"
            + " buckets, as Prometheus does",
        byDefault = "fine")
    QuantileBuckets quantileBuckets,

    @Setting(doc = "How far an instant vector looks back for a sample", byDefault = "5m")
    Duration lookbackDelta,

    @Setting(
        doc = "Features of PromQL that Prometheus has behind `--enable-feature`:"
            + " `promql-experimental-functions`, `promql-delayed-name-removal`,"
            + " `promql-binop-fill-modifiers`, `use-start-timestamps`; `promql-duration-expr` and"
            + " `promql-extended-range-selectors` are always on",
        byDefault = "[]")
    List<String> enableFeatures,

    @Setting(doc = "How long a query may take", byDefault = "2m")
    Duration timeout,

    @Setting(
        doc = "How long a client may read nothing of its answer before the connection is reset;"
            + " the whole answer may take ten times as long",
        byDefault = "30s")
    Duration sendTimeout,

    @Setting(
        doc = "How long the service may ask typical queries of itself after its start, so that the"
            + " JVM has compiled their code when somebody asks; it ends earlier when somebody asks,"
            + " and 0s skips it",
        byDefault = "5s")
    Duration warmUp,

    @Setting(doc = "How many samples a query may hold at once", byDefault = "50000000")
    int maxSamples,

    @Setting(
        doc =
            "How many queries run at once; of these, one per processor computes at a time. Up to 512"
                + " more wait, and clients take turns",
        byDefault = "20")
    int maxConcurrency,

    @Setting(
        doc = "How many bytes requests may hold from their arrival to their answer; further"
            + " requests get 503; 0 is a sixteenth of the heap, at least 20 MiB",
        byDefault = "0")
    long maxRequestBytesInFlight,

    @Setting(
        doc =
            "What happens to a query when an aggregator does not answer, or has lost counts of the"
                + " queried time: `warn` answers from the others with a warning that names it,"
                + " `fail` fails the query",
        byDefault = "warn")
    MissingAggregators missingAggregators,

    @Setting(
        doc = "Names of aggregators that will never return, to end the warnings about them; an"
            + " aggregator that announces itself again is expected again",
        byDefault = "[]")
    List<String> forgottenAggregators,

    @Setting(
        doc =
            "Which clients may drain and forget aggregators through the API: `loopback` allows those"
                + " on the same machine, `on` all that may query, `off` none",
        byDefault = "loopback")
    AdminApi adminApi) {
  /** Checks the limits. */
  public QueryConfig {
    forgottenAggregators = List.copyOf(forgottenAggregators);
    enableFeatures = List.copyOf(enableFeatures);
    Set<FeatureFlag> unused = FeatureFlag.of(enableFeatures);
    requirePositive("lookback_delta", lookbackDelta);
    requirePositive("timeout", timeout);
    requirePositive("send_timeout", sendTimeout);
    if (warmUp.isNegative()) {
      throw new IllegalArgumentException("warm_up must be 0s or longer");
    }
    requirePositive("max_samples", maxSamples);
    requirePositive("max_concurrency", maxConcurrency);
    if (maxRequestBytesInFlight < 0) {
      throw new IllegalArgumentException(
          "max_request_bytes_in_flight must be 0 or more, not " + maxRequestBytesInFlight);
    }
  }

  /** Which buckets {@code histogram_quantile} reads. */
  public enum QuantileBuckets {
    /** The fine bins: within 1 % of the true quantile. */
    FINE,
    /** The configured buckets, as Prometheus does over the connector's series. */
    CONFIGURED
  }

  /** What happens to a query when an aggregator does not answer. */
  public enum MissingAggregators {
    /** The other aggregators answer it, with a warning. */
    WARN,
    /** The query fails. */
    FAIL
  }

  private static void requirePositive(String key, Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(key + " must be longer than 0s");
    }
  }

  private static void requirePositive(String key, int number) {
    if (number < 1) {
      throw new IllegalArgumentException(key + " must be 1 or more, not " + number);
    }
  }
}
