// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.export;

import io.redstart.load.Measured;

/** What one kind of page cost, several times: medians, and the most memory of all. */
final class Costs {
  private final Measured bytes = new Measured();
  private final Measured millis = new Measured();
  private final Measured workMillis = new Measured();
  private final Measured jitMillis = new Measured();
  private final Measured residentBytes = new Measured();
  private final Measured peakBytes = new Measured();

  void add(ScrapeCost cost) {
    bytes.add((double) cost.bytes());
    millis.add(cost.millis());
    workMillis.add(cost.workMillis());
    jitMillis.add(cost.jitMillis());
    residentBytes.add((double) cost.residentBytes());
    peakBytes.add((double) cost.peakBytes());
  }

  double bytes() {
    return bytes.median();
  }

  double millis() {
    return millis.median();
  }

  double workMillis() {
    return workMillis.median();
  }

  double jitMillis() {
    return jitMillis.median();
  }

  double residentBytes() {
    return residentBytes.median();
  }

  double peakBytes() {
    return peakBytes.quantile(1);
  }
}
