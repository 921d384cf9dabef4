// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.redstart.model.Labels;
import io.redstart.query.promql.QueryValue;
import io.redstart.query.promql.QueryValue.Matrix;
import io.redstart.query.promql.QueryValue.Sample;
import io.redstart.query.promql.QueryValue.Scalar;
import io.redstart.query.promql.QueryValue.Text;
import io.redstart.query.promql.QueryValue.Vector;
import io.redstart.query.promql.Series;
import io.redstart.query.promql.syntax.FloatText;
import java.io.IOException;

/**
 * Query values as Prometheus' API writes them, to the digit: a timestamp is a number of seconds,
 * with three decimals unless it is whole; a sample's value is a string.
 */
final class QueryValueJson {
  private QueryValueJson() {}

  /** Writes {@code {"resultType":…,"result":…}}. */
  static void write(QueryValue value, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("resultType", resultType(value));
    json.writeFieldName("result");
    if (value instanceof Matrix matrix) {
      writeMatrix(matrix, json);
    } else if (value instanceof Vector vector) {
      writeVector(vector, json);
    } else if (value instanceof Scalar scalar) {
      writePoint(scalar.timestampMillis(), FloatText.general(scalar.value()), json);
    } else if (value instanceof Text text) {
      writePoint(text.timestampMillis(), text.value(), json);
    }
    json.writeEndObject();
  }

  private static String resultType(QueryValue value) {
    if (value instanceof Matrix) {
      return "matrix";
    }
    if (value instanceof Vector) {
      return "vector";
    }
    return value instanceof Scalar ? "scalar" : "string";
  }

  private static void writeMatrix(Matrix matrix, JsonGenerator json) throws IOException {
    json.writeStartArray();
    for (Series series : matrix.series()) {
      json.writeStartObject();
      json.writeFieldName("metric");
      writeLabels(series.labels(), json);
      json.writeArrayFieldStart("values");
      for (int i = 0; i < series.size(); i++) {
        writePoint(series.timestampMillis(i), FloatText.general(series.value(i)), json);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeVector(Vector vector, JsonGenerator json) throws IOException {
    json.writeStartArray();
    for (Sample sample : vector.samples()) {
      json.writeStartObject();
      json.writeFieldName("metric");
      writeLabels(sample.labels(), json);
      json.writeFieldName("value");
      writePoint(vector.timestampMillis(), FloatText.general(sample.value()), json);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** Writes labels as an object. */
  static void writeLabels(Labels labels, JsonGenerator json) throws IOException {
    json.writeStartObject();
    for (int i = 0; i < labels.size(); i++) {
      json.writeStringField(labels.name(i), labels.value(i));
    }
    json.writeEndObject();
  }

  private static void writePoint(long timestampMillis, String value, JsonGenerator json)
      throws IOException {
    json.writeStartArray();
    json.writeNumber(timestamp(timestampMillis));
    json.writeString(value);
    json.writeEndArray();
  }

  static String timestamp(long millis) {
    long magnitude = Math.abs(millis);
    String seconds = (millis < 0 ? "-" : "") + magnitude / 1000;
    int rest = (int) (magnitude % 1000);
    return rest == 0
        ? seconds
        : seconds + '.' + (char) ('0' + rest / 100) + rest / 10 % 10 + rest % 10;
  }
}
