// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.meter;

import io.redstart.query.joint.JointSource;
import io.redstart.query.joint.JointStores;
import io.redstart.query.promql.limit.QueryLimits;
import java.util.function.Function;

/** Reads from the stores, and counts the samples read. */
public record MeteredStores(JointStores stores, ApiMeters meters) {
  /** Runs a query as {@link JointStores#read} does. */
  public <T> T read(QueryLimits limits, Function<JointSource, T> query) {
    return stores.read(limits, source -> {
      T result = query.apply(source);
      meters.read(source);
      return result;
    });
  }
}
