// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load;

import java.time.Duration;

/**
 * The settings of a load.
 *
 * @param protocol OTLP over gRPC or HTTP
 * @param host the target's host
 * @param port the target's port
 * @param gzip whether to compress requests
 * @param connections the number of connections
 * @param inFlight the number of concurrent requests per connection; one with HTTP/1.1
 * @param servicePrefix the prefix of the service names
 * @param services the number of services
 * @param operations the number of operations per service
 * @param spansPerRequest the number of spans per request
 * @param attributes the number of attributes per span
 * @param warmup how long to send before measuring
 * @param duration how long to measure
 * @param spansPerSecondMax the maximum rate; 0 for no limit
 * @param requestTimeout the time to wait for an answer before it counts as unknown
 * @param seed the seed of the random content
 */
public record LoadConfig(
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
