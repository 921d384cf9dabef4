// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import io.redstart.limit.MemoryBudget;
import io.redstart.query.api.request.RequestLimits;
import io.redstart.query.api.status.ServerFacts;
import io.redstart.query.page.PageFacts;
import io.redstart.query.promql.plan.EngineConfig;
import java.time.Duration;

/**
 * The settings of the API.
 *
 * @param engine the settings of the PromQL engine
 * @param timeout how long a query may take; a request can lower it
 * @param sendTimeout how long a client may read nothing of its answer
 * @param samplesMax how many samples a query may hold
 * @param concurrencyMax how many queries run at once
 * @param requests the limits of requests until they are answered
 * @param memory the heap that all queries share, until their answers are sent
 * @param facts what clients can ask about this server
 * @param page what the page for people shows beside the numbers
 * @param adminApi who may change the cluster
 */
public record ApiConfig(
    EngineConfig engine,
    Duration timeout,
    Duration sendTimeout,
    long samplesMax,
    int concurrencyMax,
    RequestLimits requests,
    MemoryBudget memory,
    ServerFacts facts,
    PageFacts page,
    AdminApi adminApi) {}
