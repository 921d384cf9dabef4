// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value.histogram;

import io.redstart.query.promql.value.number.FloatText;

/** Writes histograms as Prometheus does (FloatHistogram.String). */
final class HistogramText {
  private HistogramText() {}

  static String of(Histogram histogram) {
    StringBuilder text = new StringBuilder("{count:")
        .append(FloatText.compact(histogram.count()))
        .append(", sum:")
        .append(FloatText.compact(histogram.sum()));
    BucketCursor bucket = histogram.buckets();
    while (bucket.next()) {
      if (bucket.count() != 0) {
        append(bucket, text);
      }
    }
    return text.append('}').toString();
  }

  private static void append(BucketCursor bucket, StringBuilder text) {
    text.append(bucket.includesLower() ? ", [" : ", (")
        .append(FloatText.compact(bucket.lower()))
        .append(',')
        .append(FloatText.compact(bucket.upper()))
        .append(bucket.includesUpper() ? "]:" : "):")
        .append(FloatText.compact(bucket.count()));
  }
}
