// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load;

import java.time.Duration;
import java.util.List;

/** Creates encoded requests like the load generator's, for benchmarks inside a JVM. */
public final class SpanBodies {
  private static final int SERVICES = 10;

  private SpanBodies() {}

  /**
   * Returns requests that together contain every label set.
   *
   * @param spans the number of spans per request
   * @param attributes the number of attributes per span
   * @param labelSets the number of label sets, a multiple of {@value #SERVICES}
   */
  public static List<byte[]> of(int spans, int attributes, int labelSets) {
    return of(spans, attributes, labelSets, 1);
  }

  /**
   * Does the same.
   *
   * @param seed of the durations and attributes
   */
  public static List<byte[]> of(int spans, int attributes, int labelSets, long seed) {
    LoadConfig config = new LoadConfig(
        Protocol.GRPC,
        "",
        0,
        false,
        1,
        1,
        "service-",
        SERVICES,
        labelSets / SERVICES,
        spans,
        attributes,
        Duration.ZERO,
        Duration.ZERO,
        0,
        Duration.ZERO,
        seed);
    return Workload.bodies(config).stream().map(Workload.Body::bytes).toList();
  }
}
