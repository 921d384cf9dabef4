// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import java.math.BigDecimal;

/** Writes numbers in Prometheus' form of {@code le}, for values that need no exponent. */
final class PrometheusNumbers {
  private PrometheusNumbers() {}

  static String format(double value) {
    return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
  }
}
