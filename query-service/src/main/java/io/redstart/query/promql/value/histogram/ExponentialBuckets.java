// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value.histogram;

/**
 * The buckets of native histograms: a power of two is divided into 2<sup>schema</sup> buckets of
 * equal ratio. Bucket 0 ends at 1.
 *
 * <pre>
 *   schema    bucket −1       bucket 0      bucket 1      bucket 2
 *   0         (0.25, 0.5]     (0.5, 1]      (1, 2]        (2, 4]
 *   1         (0.5, 0.71]     (0.71, 1]     (1, 1.41]     (1.41, 2]
 * </pre>
 *
 * @param schema from {@value #SCHEMA_MIN} to {@value #SCHEMA_MAX}
 */
public record ExponentialBuckets(int schema) implements BucketLayout {
  /** The coarsest schema. */
  public static final int SCHEMA_MIN = -4;

  /** The finest schema. */
  public static final int SCHEMA_MAX = 8;

  private static final ExponentialBuckets[] ALL =
      new ExponentialBuckets[SCHEMA_MAX - SCHEMA_MIN + 1];

  static {
    for (int i = 0; i < ALL.length; i++) {
      ALL[i] = new ExponentialBuckets(SCHEMA_MIN + i);
    }
  }

  /**
   * Checks the schema.
   *
   * @throws IllegalArgumentException if there is no such schema
   */
  public ExponentialBuckets {
    if (schema < SCHEMA_MIN || schema > SCHEMA_MAX) {
      throw new IllegalArgumentException(
          "schema " + schema + " is not between " + SCHEMA_MIN + " and " + SCHEMA_MAX);
    }
  }

  /**
   * Returns the layout of a schema.
   *
   * @throws IllegalArgumentException if there is no such schema
   */
  public static ExponentialBuckets of(int schema) {
    return schema < SCHEMA_MIN || schema > SCHEMA_MAX
        ? new ExponentialBuckets(schema)
        : ALL[schema - SCHEMA_MIN];
  }

  @Override
  public double lower(int index) {
    return upper(index - 1);
  }

  @Override
  public double upper(int index) {
    return ExponentialBounds.upper(index, schema);
  }

  @Override
  public boolean includesLower(int index) {
    return false;
  }

  @Override
  public boolean isLinear() {
    return false;
  }

  /** Returns the index of the bucket that contains a positive value. */
  public int indexOf(double value) {
    int index = (int) Math.ceil(Math.log(value) / Math.log(2) * Math.scalb(1.0, schema));
    while (upper(index) < value) {
      index++;
    }
    while (lower(index) >= value) {
      index--;
    }
    return index;
  }

  /** Returns the index of the bucket that contains a bucket of a finer schema. */
  static int reduced(int index, int schemas) {
    return ((index - 1) >> schemas) + 1;
  }
}
