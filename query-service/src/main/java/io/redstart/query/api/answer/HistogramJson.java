// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.answer;

import com.fasterxml.jackson.core.JsonGenerator;
import io.redstart.query.promql.value.histogram.BucketCursor;
import io.redstart.query.promql.value.histogram.Histogram;
import io.redstart.query.promql.value.number.FloatText;
import java.io.IOException;

/**
 * Writes histograms as Prometheus' HTTP API does:
 *
 * <pre>
 *   [1435781451.781, {"count": "60", "sum": "33.4", "buckets": [[3, "-0.1", "0.1", "2"], …]}]
 * </pre>
 *
 * <p>The number of a bucket says which of its bounds belong to it: 0 the upper, 1 the lower, 2 none,
 * 3 both.
 */
final class HistogramJson {
  private HistogramJson() {}

  static void writePoint(long timestampMillis, Histogram histogram, JsonGenerator json)
      throws IOException {
    json.writeStartArray();
    json.writeNumber(QueryValueJson.timestamp(timestampMillis));
    json.writeStartObject();
    json.writeStringField("count", FloatText.general(histogram.count()));
    json.writeStringField("sum", FloatText.general(histogram.sum()));
    boolean any = false;
    BucketCursor bucket = histogram.buckets();
    while (bucket.next()) {
      if (bucket.count() != 0) {
        if (!any) {
          json.writeArrayFieldStart("buckets");
          any = true;
        }
        writeBucket(bucket, json);
      }
    }
    if (any) {
      json.writeEndArray();
    }
    json.writeEndObject();
    json.writeEndArray();
  }

  private static void writeBucket(BucketCursor bucket, JsonGenerator json) throws IOException {
    json.writeStartArray();
    json.writeNumber(bucket.boundaryRule());
    json.writeString(FloatText.general(bucket.lower()));
    json.writeString(FloatText.general(bucket.upper()));
    json.writeString(FloatText.general(bucket.count()));
    json.writeEndArray();
  }
}
