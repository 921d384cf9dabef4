// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load;

import java.time.Duration;
import java.util.List;

/** Encoded requests like those that the load generator sends, for benchmarks inside a JVM. */
public final class SpanBodies {
  private static final int SERVICES = 10;

  private SpanBodies() {}

  /**
   * Returns requests that together visit every label set.
   *
   * @param spans in each request
   * @param attributes of each span
   * @param labelSets a multiple of {@value #SERVICES}
   */
  public static List<byte[]> of(int spans, int attributes, int labelSets) {
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
        1);
    return Workload.bodies(config).stream().map(Workload.Body::bytes).toList();
  }
}
