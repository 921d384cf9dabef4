// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.distribution;

import com.fasterxml.jackson.core.JsonGenerator;
import io.redstart.query.api.answer.QueryValueJson;
import io.redstart.query.api.answer.Result;
import io.redstart.query.source.distribution.Distribution;
import java.io.IOException;
import java.math.BigInteger;

/**
 * Writes a distribution as JSON. Times are seconds as in Prometheus' API, durations are nanoseconds:
 *
 * <pre>
 *   {"start": 1700000000, "end": 1700003600, "unit": "nanoseconds",
 *    "count": 240, "sum": 28000000000, "mean": 116666666.7, "min": 49807361, "max": 150994944,
 *    "percentiles": {"50": 150470655, …, "99.99": 150470655},
 *    "histogram": {"encoding": "HdrHistogram V2 compressed base64", "significantDigits": 3,
 *                  "data": "HISTFAAAAD…"}}
 * </pre>
 *
 * <p>Without durations, mean, min and max are null, and there are no percentiles.
 */
record DistributionJson(Distribution distribution, HdrDistribution hdr) implements Result.Data {
  private static final String[] PERCENTILES = {"50", "75", "90", "95", "99", "99.9", "99.99"};

  @Override
  public void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    writeTime("start", distribution.fromMillis(), json);
    writeTime("end", distribution.throughMillis(), json);
    json.writeStringField("unit", "nanoseconds");
    writeNumbers(json);
    json.writeObjectFieldStart("percentiles");
    for (String percentile : hdr.isEmpty() ? new String[0] : PERCENTILES) {
      json.writeNumberField(percentile, hdr.percentileNanos(Double.parseDouble(percentile)));
    }
    json.writeEndObject();
    json.writeObjectFieldStart("histogram");
    json.writeStringField("encoding", "HdrHistogram V2 compressed base64");
    json.writeNumberField("significantDigits", HdrDistribution.SIGNIFICANT_DIGITS);
    json.writeStringField("data", hdr.encoded());
    json.writeEndObject();
    json.writeEndObject();
  }

  private void writeNumbers(JsonGenerator json) throws IOException {
    json.writeFieldName("count");
    if (hdr.count() == Math.rint(hdr.count())) {
      json.writeNumber((long) hdr.count());
    } else {
      json.writeNumber(hdr.count());
    }
    json.writeFieldName("sum");
    json.writeNumber(sumNanos());
    if (hdr.isEmpty()) {
      json.writeNullField("mean");
      json.writeNullField("min");
      json.writeNullField("max");
    } else {
      json.writeNumberField("mean", hdr.meanNanos());
      json.writeNumberField("min", hdr.minNanos());
      json.writeNumberField("max", hdr.maxNanos());
    }
  }

  private BigInteger sumNanos() {
    long low = distribution.counts().sumLow();
    return BigInteger.valueOf(distribution.counts().sumHigh())
        .shiftLeft(Long.SIZE)
        .or(new BigInteger(Long.toUnsignedString(low)));
  }

  private static void writeTime(String name, long millis, JsonGenerator json) throws IOException {
    json.writeFieldName(name);
    json.writeNumber(QueryValueJson.timestamp(millis));
  }
}
