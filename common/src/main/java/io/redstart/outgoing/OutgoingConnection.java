// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.outgoing;

import io.redstart.config.Secret;
import io.redstart.tls.ClientTlsConfig;
import java.time.Duration;
import java.util.Map;

/**
 * How a receiver is reached.
 *
 * @param setting the key of its settings, for messages
 * @param withHttp2 whether it must speak HTTP/2
 * @param headers headers of each request, by name
 * @param timeout the longest time of an attempt
 * @param connectionsMax the most connections; over HTTP/2 it is one
 */
public record OutgoingConnection(
    String setting,
    OutgoingTarget target,
    boolean withHttp2,
    Map<String, Secret> headers,
    ClientTlsConfig tls,
    Duration timeout,
    int connectionsMax) {}
