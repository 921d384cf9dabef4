// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import io.redstart.query.promql.EngineConfig;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How queries are answered.
 *
 * @param engine what bounds a query; a request can ask for less time
 * @param concurrencyMax how many queries run at once
 * @param requests what bounds requests until they are answered
 * @param version our own version, for people
 * @param receivers tells where this process receives spans, once it does
 */
public record ApiConfig(
    EngineConfig engine,
    int concurrencyMax,
    RequestLimits requests,
    String version,
    Supplier<Optional<OtlpReceivers>> receivers) {}
