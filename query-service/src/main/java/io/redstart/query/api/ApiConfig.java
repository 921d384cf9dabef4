// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import io.redstart.limit.MemoryBudget;
import io.redstart.query.promql.EngineConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How queries are answered.
 *
 * @param engine how queries are understood
 * @param timeout how long a query may take; a request can ask for less
 * @param sendTimeout how long a client may take nothing of its answer
 * @param samplesMax how many samples a query may hold
 * @param concurrencyMax how many queries run at once
 * @param requests what bounds requests until they are answered
 * @param memory what all queries may hold together, answers that are sent included
 * @param version our own version, for people
 * @param receivers tells where this process receives spans, once it does
 */
public record ApiConfig(
    EngineConfig engine,
    Duration timeout,
    Duration sendTimeout,
    long samplesMax,
    int concurrencyMax,
    RequestLimits requests,
    MemoryBudget memory,
    String version,
    Supplier<Optional<OtlpReceivers>> receivers) {}
