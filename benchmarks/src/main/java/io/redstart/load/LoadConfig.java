// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load;

import java.time.Duration;

/**
 * What to send, and how.
 *
 * @param protocol OTLP over gRPC or HTTP
 * @param host where to
 * @param port where to
 * @param gzip whether requests are compressed
 * @param connections how many connections
 * @param inFlight how many requests each connection has under way; HTTP/1.1 has one
 * @param servicePrefix what the names of services begin with
 * @param services how many services
 * @param operations how many operations each service has
 * @param spansPerRequest how many spans a request has
 * @param attributes how many attributes a span has
 * @param warmup how long to send before measuring
 * @param duration how long to measure
 * @param spansPerSecondMax the rate not to exceed; 0 for as fast as answers come
 * @param requestTimeout when a request without an answer is given up as unknown
 * @param seed of the random content
 */
record LoadConfig(
    Protocol protocol,
    String host,
    int port,
    boolean gzip,
    int connections,
    int inFlight,
    String servicePrefix,
    int services,
    int operations,
    int spansPerRequest,
    int attributes,
    Duration warmup,
    Duration duration,
    long spansPerSecondMax,
    Duration requestTimeout,
    long seed) {}
