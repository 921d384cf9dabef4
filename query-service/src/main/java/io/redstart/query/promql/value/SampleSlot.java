// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value;

import io.redstart.query.promql.value.histogram.Histogram;
import org.jspecify.annotations.Nullable;

/** A place for one sample, or none: where kernels put their result without allocating. */
public final class SampleSlot {
  private boolean present;
  private double value;
  private @Nullable Histogram histogram;

  /** Removes the sample. */
  public void clear() {
    present = false;
    histogram = null;
  }

  /** Sets a number. */
  public void set(double number) {
    present = true;
    value = number;
    histogram = null;
  }

  /** Sets a histogram. */
  public void set(Histogram of) {
    present = true;
    histogram = of;
  }

  /** Returns whether there is a sample. */
  public boolean has() {
    return present;
  }

  /** Returns the number; anything if there is none. */
  public double value() {
    return value;
  }

  /** Returns the histogram, or null if the sample is a number. */
  public @Nullable Histogram histogram() {
    return histogram;
  }
}
