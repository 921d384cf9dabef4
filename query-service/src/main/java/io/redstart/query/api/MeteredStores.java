// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.source.RedSource;
import io.redstart.query.source.RedStores;
import java.util.function.Function;

/** Reads from the stores, and counts the samples read. */
record MeteredStores(RedStores stores, ApiMeters meters) {
  /** Runs a query as {@link RedStores#read} does. */
  <T> T read(QueryLimits limits, Function<RedSource, T> query) {
    return stores.read(limits, source -> {
      T result = query.apply(source);
      meters.read(source);
      return result;
    });
  }
}
